using System.Collections.Generic;
using BpfGen.Generator.Collections;

namespace BpfGen.Generator.Model;

/// <summary>A generated class that gives access to the global variables of a section.</summary>
/// <param name="Name">The C# name of the class.</param>
/// <param name="Original">The section's name.</param>
/// <param name="Size">The size of the section in bytes.</param>
/// <param name="IsReadOnly">Whether the variables cannot change after loading.</param>
/// <param name="Struct">The C# struct with all variables as fields; null if the section is too large for a struct.</param>
/// <param name="Variables">The variables.</param>
internal sealed record SectionType(
    string Name, string Original, int Size, bool IsReadOnly, string? Struct, EquatableArray<SectionVariable> Variables)
{
    /// <summary>The class that holds the initial values, if <see cref="Struct"/> is null; otherwise null.</summary>
    public string? Values { get; init; }

    /// <summary>Whether the variables are in an arena. The process maps the whole arena into its memory.</summary>
    public bool IsArena { get; init; }

    /// <summary>Members of the generated class. The property of a variable must not have the same name.</summary>
    public static IReadOnlyList<string> OwnMembers { get; } = ["Dispose", "Value", "Variable", "Variables"];

    /// <summary>
    /// Members of the class <c>BpfMap</c> in BpfGen's runtime. The property of a variable with the same name hides the member. A test
    /// compares this list with the class.
    /// </summary>
    public static IReadOnlyList<string> HiddenMembers { get; } =
    [
        "Flags", "Freeze", "GetInfo", "Handle", "Id", "IsCreated", "IsFrozen", "KeySize", "MaxEntries", "Name", "Pin", "Pinning", "PinPath",
        "Type", "Unpin", "ValueSize",
    ];

    /// <summary>
    /// Members of the class <c>ArenaMap</c> in BpfGen's runtime. The property of a variable in an arena hides a member with the same name,
    /// as for <see cref="HiddenMembers"/>.
    /// </summary>
    public static IReadOnlyList<string> HiddenArenaMembers { get; } = ["Address", "At", "Create", "Size"];
}

/// <summary>A global variable.</summary>
/// <param name="Name">The C# name.</param>
/// <param name="Original">The name in the object.</param>
/// <param name="Type">The C# type, or the element type if <see cref="Count"/> is not null.</param>
/// <param name="Offset">The offset in the section, in bytes.</param>
/// <param name="Count">The number of elements, if the variable is an array that is too large for a C# type; otherwise null.</param>
internal readonly record struct SectionVariable(string Name, string Original, string Type, int Offset, int? Count)
{
    /// <summary>The size in bytes.</summary>
    public int Size { get; init; }
}
