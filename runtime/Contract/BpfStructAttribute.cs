using System;

namespace BpfGen;

/// <summary>
/// States that this struct is the C# type of a struct in an eBPF object. The object's maps then use it as the type of keys, values and
/// records, and no struct is generated. The build compares each field with the object. Without a name, the attribute only lets the build
/// find a struct that the project sends to the kernel through generic methods of its own. BpfGen then clears the struct's padding.
/// </summary>
/// <remarks>
/// A field belongs to the member with the same name: <c>ParentPid</c> or <c>parent_pid</c>. The field must have the member's offset and
/// size. You may leave out members. A field without a member must be private. Only the generator reads this attribute.
/// </remarks>
[AttributeUsage(AttributeTargets.Struct, AllowMultiple = true, Inherited = false)]
public sealed class BpfStructAttribute : Attribute
{
    /// <summary>States that this struct is the C# type of a struct in an eBPF object.</summary>
    /// <param name="type">The name of the struct in the eBPF source, such as <c>struct event</c> or <c>event</c>.</param>
    public BpfStructAttribute(string type) => Type = type;

    /// <summary>
    /// States only that this struct is sent to the kernel, so that the build finds its padding. The struct is not compared with an object.
    /// </summary>
    public BpfStructAttribute()
    {
    }

    /// <summary>The name of the struct in the eBPF source; null if the attribute has no name.</summary>
    public string? Type { get; }

    /// <summary>
    /// The path of the object file, or the end of the path, as for
    /// <see cref="BpfObjectAttribute"/>. Null if the project has only one object.
    /// </summary>
    public string? ObjectFile { get; init; }
}
