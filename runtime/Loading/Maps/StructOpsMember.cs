using System.ComponentModel;

namespace BpfGen.Loading;

/// <summary>A member of the struct in a struct_ops map, as generated code describes it.</summary>
/// <param name="name">The name of the member, by which the loader finds it in the kernel's struct.</param>
/// <param name="kind">The kind of the member's type (<c>BTF_KIND_…</c>).</param>
/// <param name="offset">The offset in the object's struct, in bytes.</param>
/// <param name="size">The size in bytes.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct StructOpsMember(string name, int kind, int offset, int size)
{
    /// <summary>The name of the member, by which the loader finds it in the kernel's struct.</summary>
    public string Name { get; } = name;

    /// <summary>The kind of the member's type (<c>BTF_KIND_…</c>).</summary>
    public int Kind { get; } = kind;

    /// <summary>The offset in the object's struct, in bytes.</summary>
    public int Offset { get; } = offset;

    /// <summary>The size in bytes.</summary>
    public int Size { get; } = size;

    /// <summary>For a function: the program's index, in the order of loading; null for other members.</summary>
    public int? Program { get; init; }

    /// <summary>Whether the member is a bit field.</summary>
    public bool IsBitField { get; init; }
}
