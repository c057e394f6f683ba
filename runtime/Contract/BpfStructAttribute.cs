using System;

namespace BpfGen;

/// <summary>
/// Uses this struct for a struct of an eBPF object. The object's maps use this struct as the type of keys, values and records, and no
/// struct is generated. The build compares each field with the object.
/// </summary>
/// <remarks>
/// A field belongs to the member with the same name: <c>ParentPid</c> or <c>parent_pid</c>. The field must have the member's offset and
/// size. You may leave out members. A field without a member must be private. Only the generator reads this attribute.
/// </remarks>
/// <param name="type">The name of the struct in the eBPF source, such as <c>struct event</c> or <c>event</c>.</param>
[AttributeUsage(AttributeTargets.Struct, AllowMultiple = true, Inherited = false)]
public sealed class BpfStructAttribute(string type) : Attribute
{
    /// <summary>The name of the struct.</summary>
    public string Type { get; } = type;

    /// <summary>
    /// The path of the object file, or the end of the path, as for
    /// <see cref="BpfObjectAttribute"/>. Null if the project has only one object.
    /// </summary>
    public string? ObjectFile { get; init; }
}
