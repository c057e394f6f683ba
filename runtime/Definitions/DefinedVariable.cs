namespace BpfGen;

/// <summary>A global variable that an object file defines.</summary>
/// <param name="name">The name in C.</param>
/// <param name="section">The section's name.</param>
/// <param name="offset">The offset in the section, in bytes.</param>
/// <param name="size">The size in bytes.</param>
/// <param name="type">The C# type.</param>
public sealed class DefinedVariable(string name, string section, int offset, int size, string type)
{
    /// <summary>The name in C.</summary>
    public string Name { get; } = name;

    /// <summary>The name of the section, such as <c>.bss</c>.</summary>
    public string Section { get; } = section;

    /// <summary>The offset in the section, in bytes.</summary>
    public int Offset { get; } = offset;

    /// <summary>The size in bytes.</summary>
    public int Size { get; } = size;

    /// <summary>The C# type, such as <c>ulong</c> or <c>Types.Config</c>. <c>byte[]</c> if C# cannot express the type.</summary>
    public string Type { get; } = type;

    /// <summary>Whether the variable is constant after the load (<c>const</c>).</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>Returns the name.</summary>
    public override string ToString() => Name;
}
