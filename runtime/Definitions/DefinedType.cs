namespace BpfGen;

/// <summary>A type of an object file for which the generated class has a C# type.</summary>
/// <param name="name">The name in C.</param>
/// <param name="typeName">The name in C#.</param>
/// <param name="size">The size in bytes.</param>
public sealed class DefinedType(string name, string typeName, int size)
{
    /// <summary>The name in C, such as <c>struct event</c>.</summary>
    public string Name { get; } = name;

    /// <summary>The name of the C# type in the generated class, such as <c>Types.Event</c>.</summary>
    public string TypeName { get; } = typeName;

    /// <summary>The size in bytes.</summary>
    public int Size { get; } = size;

    /// <summary>Returns the name in C.</summary>
    public override string ToString() => Name;
}
