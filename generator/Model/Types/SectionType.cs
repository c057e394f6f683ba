using System.Collections.Generic;
using BpfGen.Generator.Collections;

namespace BpfGen.Generator.Model;

/// <summary>The class of a section of global variables, which gives references to them.</summary>
/// <param name="Name">Its C# name.</param>
/// <param name="Original">The section.</param>
/// <param name="Size">The size of the section in bytes.</param>
/// <param name="IsReadOnly">The variables do not change once they are loaded.</param>
/// <param name="Struct">The struct of all variables; null where it would be too large for one.</param>
/// <param name="Variables">The variables.</param>
internal sealed record SectionType(string Name, string Original, int Size, bool IsReadOnly, string? Struct, EquatableArray<SectionVariable> Variables)
{
    /// <summary>Where there is no struct of all of them: the class of what they hold at first.</summary>
    public string? Values { get; init; }

    /// <summary>They stand in an arena, which is mapped whole.</summary>
    public bool IsArena { get; init; }

    /// <summary>Members that a variable must not take the name of.</summary>
    public static IReadOnlyList<string> OwnMembers { get; } = ["Dispose", "Value", "Variable", "Variables"];

    /// <summary>Members of the runtime's <c>BpfMap</c>: a variable of such a name stands before it. A test compares these with the class.</summary>
    public static IReadOnlyList<string> HiddenMembers { get; } =
    [
        "Flags", "Freeze", "GetInfo", "Handle", "Id", "IsCreated", "IsFrozen", "KeySize", "MaxEntries", "Name", "Pin", "PinPath", "Type", "Unpin", "ValueSize",
    ];

    /// <summary>And those of <c>ArenaMap</c>.</summary>
    public static IReadOnlyList<string> HiddenArenaMembers { get; } = ["Address", "At", "Size"];
}

/// <summary>A global variable.</summary>
/// <param name="Name">Its C# name.</param>
/// <param name="Original">Its name in the object.</param>
/// <param name="Type">Its C# type, or that of its elements.</param>
/// <param name="Offset">Where it stands in the section, in bytes.</param>
/// <param name="Count">How many elements it has, where it is an array too large for a type; otherwise null.</param>
internal readonly record struct SectionVariable(string Name, string Original, string Type, int Offset, int? Count);
