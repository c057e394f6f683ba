using System;

namespace BpfGen;

/// <summary>
/// Makes this struct stand for one of an object's: the handles of its maps have it for keys, values and records, in place of one that is generated.
/// Each field is compared with the object's when the project is built.
/// </summary>
/// <remarks>
/// A field goes with the member of its name (<c>ParentPid</c> or <c>parent_pid</c>), and must have its place and size. Members may be left out; a field
/// that no member has must be private. Nothing reads this attribute at run time.
/// </remarks>
/// <param name="type">The struct's name in the eBPF source: <c>struct event</c>, or <c>event</c>.</param>
[AttributeUsage(AttributeTargets.Struct, AllowMultiple = true, Inherited = false)]
public sealed class BpfStructAttribute(string type) : Attribute
{
    /// <summary>The struct's name.</summary>
    public string Type { get; } = type;

    /// <summary>The object's path, or the end of it, as for <see cref="BpfObjectAttribute"/>. A project that has one object need not say it.</summary>
    public string? ObjectFile { get; init; }
}
