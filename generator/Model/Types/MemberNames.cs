using System.Collections.Generic;
using System.Linq;
using BpfGen.Generator.Collections;

namespace BpfGen.Generator.Model;

/// <summary>Chooses the names of the properties of a generated class.</summary>
internal static class MemberNames
{
    /// <summary>Members that every generated class declares. The class itself cannot have one of these names.</summary>
    private static readonly HashSet<string> GeneratedMembers =
    [
        "Attach", "AttachAvailable", "AutoCreate", "AutoLoad", "CheckSupport", "ConfigOptions", "Constants", "ConstantsOptions",
        "Definition", "Definitions",
        "Dispose", "InitialData", "InitialSlots", "KernelValues", "Load", "LoadOptions", "LogLevel", "LogSize", "MapsOptions",
        "ProgramCode", "ProgramsOptions", "Requirements", "SignedLoader", "TypeInformation", "Types", "Variants", "_attached",
    ];

    /// <summary>
    /// The properties of the generated options, and the members that the options inherit from the runtime's <c>ObjectOptions</c>. A test
    /// compares this list with the class. The property for the variables of a section must have another name.
    /// </summary>
    private static readonly HashSet<string> OptionMembers =
    [
        "Constants", "Maps", "Programs",
        "BytesOf", "ConfigAt", "ConstantAt", "InitialOf", "KernelBtf", "Keyring", "MapAt", "PinRoot", "ProgramAt", "SetConfigAt",
        "SetConstantAt", "TokenPath",
        "VariablesOf",

        // VariablesOf has a parameter of this name, which would hide a property of the same name.
        "map",
    ];

    /// <summary>Members that a class inherits, or that the compiler adds to a record. A property must not hide them.</summary>
    private static readonly HashSet<string> Inherited =
    [
        "Equals", "Finalize", "GetHashCode", "GetType", "MemberwiseClone", "ReferenceEquals", "ToString",
        "Clone", "Deconstruct", "EqualityContract", "PrintMembers",
    ];

    /// <summary>Tells whether a class of this name would conflict with a member that every generated class declares.</summary>
    public static bool IsOwn(string className) => GeneratedMembers.Contains(className);

    /// <returns>
    /// The property names: first the names for the maps, then the names for the programs, in the order of the model. Maps that are only
    /// templates have no property.
    /// </returns>
    public static EquatableArray<MemberName> Of(ObjectModel model, string className)
    {
        (string Kind, string Name, string? Given)[] members =
        [
            .. model.Maps.Where(map => !map.IsTemplate).Select(map => ("map", map.Name, map.Member)),
            .. model.Programs.Select(program => ("program", program.Name, program.Member)),
        ];
        var distinct = new DistinctNames(members.Where(member => member.Given is null).Select(member => member.Name), hasSuffix: false);
        var names = members
            .Select(member => Name(member.Kind, member.Name, member.Given ?? distinct.Of(member.Name), className))
            .ToArray();
        return MakeDistinct(names).ToEquatableArray();
    }

    /// <returns>
    /// The names of the properties for the load constants (undefined symbols whose values the load options give), in the order of the
    /// model.
    /// </returns>
    public static EquatableArray<string> OfConstants(ObjectModel model)
    {
        var distinct = new DistinctNames(model.Constants);
        var unique = new UniqueNames([]);
        return model.Constants.Select(name => distinct.Of(name))
            .Select(name => Inherited.Contains(name) || GeneratedMembers.Contains(name) ? name + "Constant" : name)
            .Select(unique.Take)
            .ToEquatableArray();
    }

    /// <summary>
    /// Chooses the name of the option for the variables of a section. This is the name of the map's property, with a suffix if another
    /// member of the options has that name.
    /// </summary>
    /// <param name="name">The name of the map's property.</param>
    /// <param name="others">The names of all properties of the class.</param>
    public static string OfVariables(string name, HashSet<string> others)
    {
        var option = name;
        while (OptionMembers.Contains(option) || (option != name && others.Contains(option)))
        {
            option += "Variables";
        }

        return option;
    }

    /// <summary>
    /// Makes names distinct, independent of their order. If two C names differ only in leading underscores, as names of kernel functions
    /// often do, the C# name keeps one underscore. If the name of a section conflicts with a name from the source code, the section's name
    /// gets a suffix.
    /// </summary>
    private static IEnumerable<MemberName> MakeDistinct(MemberName[] names)
    {
        var shared = new HashSet<string>(names.GroupBy(name => name.CSharp).Where(group => group.Skip(1).Any()).Select(group => group.Key));
        return names.Select(name => !shared.Contains(name.CSharp) || name.Original.Length == 0 ? name
            : name.Original[0] == '_' ? name with { CSharp = "_" + name.CSharp }
            : name.Original[0] == '.' ? name with { CSharp = name.CSharp + CSharpName.Pascal(name.Kind) }
            : name);
    }

    private static MemberName Name(string kind, string original, string name, string className)
    {
        var isTaken = GeneratedMembers.Contains(name) || Inherited.Contains(name) || name == className;
        return new MemberName(kind, original, isTaken ? name + CSharpName.Pascal(kind) : name);
    }
}
