using System.Collections.Generic;
using BpfGen.Generator.Collections;

namespace BpfGen.Generator.Model;

/// <summary>A generated class that gives access to the global variables of a section.</summary>
/// <param name="Name">The C# name of the class.</param>
/// <param name="Original">The section's name.</param>
/// <param name="Size">The size of the section in bytes.</param>
/// <param name="IsReadOnly">Whether the variables are constant after loading.</param>
/// <param name="Struct">The C# struct with all variables as fields; null if it would be too large.</param>
/// <param name="Variables">The variables.</param>
internal sealed record SectionType(
    string Name, string Original, int Size, bool IsReadOnly, string? Struct, EquatableArray<SectionVariable> Variables)
{
    /// <summary>If <see cref="Struct"/> is null: the class that holds the initial values.</summary>
    public string? Values { get; init; }

    /// <summary>Whether the variables are in an arena, which is mapped into memory as a whole.</summary>
    public bool IsArena { get; init; }

    /// <summary>Members of the generated class whose names a variable must not take.</summary>
    public static IReadOnlyList<string> OwnMembers { get; } = ["Dispose", "Value", "Variable", "Variables"];

    /// <summary>
    /// Members of the runtime's <c>BpfMap</c>. A variable of the same name hides the member. A test compares this list with the class.
    /// </summary>
    public static IReadOnlyList<string> HiddenMembers { get; } =
    [
        "Flags", "Freeze", "GetInfo", "Handle", "Id", "IsCreated", "IsFrozen", "KeySize", "MaxEntries", "Name", "Pin", "Pinning", "PinPath",
        "Type", "Unpin", "ValueSize",
    ];

    /// <summary>Members of the runtime's <c>ArenaMap</c>, as for <see cref="HiddenMembers"/>.</summary>
    public static IReadOnlyList<string> HiddenArenaMembers { get; } = ["Address", "At", "Size"];
}

/// <summary>A global variable.</summary>
/// <param name="Name">The C# name.</param>
/// <param name="Original">The name in the object.</param>
/// <param name="Type">The C# type, or the element type if <see cref="Count"/> is not null.</param>
/// <param name="Offset">The offset in the section, in bytes.</param>
/// <param name="Count">The number of elements, if the variable is an array that is too large for a C# type; otherwise null.</param>
internal readonly record struct SectionVariable(string Name, string Original, string Type, int Offset, int? Count);
