using System.ComponentModel;

namespace BpfGen.Loading;

/// <summary>A member of a struct of functions, as generated code describes it.</summary>
/// <param name="name">Its name, by which the kernel's is found.</param>
/// <param name="kind">The kind of its type (<c>BTF_KIND_…</c>).</param>
/// <param name="offset">Where it stands in the object's struct, in bytes.</param>
/// <param name="size">Its size in bytes.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct StructOpsMember(string name, int kind, int offset, int size)
{
    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>The kind of its type.</summary>
    public int Kind { get; } = kind;

    /// <summary>Where it stands in the object's struct, in bytes.</summary>
    public int Offset { get; } = offset;

    /// <summary>Its size in bytes.</summary>
    public int Size { get; } = size;

    /// <summary>For a function: which program, in the order of loading.</summary>
    public int? Program { get; init; }

    /// <summary>It has no place of whole bytes.</summary>
    public bool IsBitField { get; init; }
}
