using System.Collections.Generic;
using System.Linq;
using BpfGen.Generator.Collections;

namespace BpfGen.Generator.Model;

/// <summary>Names the members of a handle class.</summary>
internal static class MemberNames
{
    /// <summary>What the class declares itself, whatever the object holds; it cannot be called by any of these names.</summary>
    private static readonly HashSet<string> Own =
    [
        "Attach", "AutoLoad", "ConfigOptions", "Dispose", "Load", "LoadOptions", "MapsOptions", "ProgramsOptions",
        "InitialData", "InitialSlots", "ProgramCode", "TypeInformation", "Types",
    ];

    /// <summary>What it inherits, or has as a record, and a handle must not hide.</summary>
    private static readonly HashSet<string> Inherited =
    [
        "Equals", "Finalize", "GetHashCode", "GetType", "MemberwiseClone", "ReferenceEquals", "ToString",
        "Clone", "Deconstruct", "EqualityContract", "PrintMembers",
    ];

    /// <summary>Whether a class of this name could not have the members that every handle class has.</summary>
    public static bool IsOwn(string className) => Own.Contains(className);

    /// <returns>A name for each map that has a handle and then each program, in the model's order.</returns>
    public static EquatableArray<MemberName> Of(ObjectModel model, string className)
    {
        MemberName[] names =
        [
            .. model.Maps.Where(map => !map.IsTemplate).Select(map => Name("map", map.Name, className)),
            .. model.Programs.Select(program => Name("program", program.Name, className)),
        ];
        return Apart(names).ToEquatableArray();
    }

    /// <summary>
    /// Where only underscores in front tell two names apart, as the kernel's own functions have them, one is kept; a section of variables gives way to
    /// what the source names itself.
    /// </summary>
    private static IEnumerable<MemberName> Apart(MemberName[] names)
    {
        var shared = new HashSet<string>(names.GroupBy(name => name.CSharp).Where(group => group.Skip(1).Any()).Select(group => group.Key));
        return names.Select(name => !shared.Contains(name.CSharp) || name.Original.Length == 0 ? name
            : name.Original[0] == '_' ? name with { CSharp = "_" + name.CSharp }
            : name.Original[0] == '.' ? name with { CSharp = name.CSharp + CSharpName.Pascal(name.Kind) }
            : name);
    }

    private static MemberName Name(string kind, string original, string className)
    {
        var name = CSharpName.Pascal(original);
        var isTaken = Own.Contains(name) || Inherited.Contains(name) || name == className;
        return new MemberName(kind, original, isTaken ? name + CSharpName.Pascal(kind) : name);
    }
}
