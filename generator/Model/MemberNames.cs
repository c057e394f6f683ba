using System.Collections.Generic;
using System.Linq;

namespace BpfGen.Generator.Model;

/// <summary>Names the members of a handle class.</summary>
internal static class MemberNames
{
    /// <summary>What the class has of itself, or inherits, and a handle must not hide.</summary>
    private static readonly HashSet<string> Taken =
    [
        "Equals", "Finalize", "GetHashCode", "GetType", "MemberwiseClone", "ReferenceEquals", "ToString",
        "Clone", "Deconstruct", "EqualityContract", "PrintMembers",
        "Attach", "Dispose", "Load", "Instructions", "Relocations", "InitialData", "Functions", "Lines", "CoreRelocations", "TypeInformation",
    ];

    /// <returns>A name for each map that has a handle and then each program, in the model's order.</returns>
    public static EquatableArray<MemberName> Of(ObjectModel model, string className) =>
    [
        .. model.Maps.Where(map => !map.IsTemplate).Select(map => Name("map", map.Name, className)),
        .. model.Programs.Select(program => Name("program", program.Name, className)),
    ];

    private static MemberName Name(string kind, string original, string className)
    {
        var name = CSharpName.Pascal(original);
        var isTaken = Taken.Contains(name) || name == className;
        return new MemberName(kind, original, isTaken ? name + CSharpName.Pascal(kind) : name);
    }
}
