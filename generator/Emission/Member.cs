using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Emission;

/// <summary>A handle as the class has it: a map or a program.</summary>
/// <param name="Name">The property.</param>
/// <param name="Type">Its type.</param>
/// <param name="Summary">Its documentation.</param>
internal sealed record Member(string Name, string Type, string Summary)
{
    /// <summary>The map that it is a handle of, or null.</summary>
    public MapModel? Map { get; init; }

    /// <summary>The program that it is a handle of, or null.</summary>
    public ProgramModel? Program { get; init; }

    /// <summary>
    /// The name it has as a local variable and as a parameter. The suffix keeps it apart from keywords and from the names that the
    /// generated code uses itself.
    /// </summary>
    public string Variable => char.ToLowerInvariant(Name[0]) + Name.Substring(1) + "Handle";

    /// <returns>The maps and then the programs, in the model's order.</returns>
    public static List<Member> Of(ObjectModel model, string className)
    {
        var names = Distinct(MemberNames.Of(model, className));
        var maps = model.Maps.Where(map => !map.IsTemplate).ToList();
        return
        [
            .. maps.Select((map, i) => new Member(names[i].CSharp, HandleTypes.Of(map, model), Describe(map)) { Map = map }),
            .. model.Programs.Select((program, i) =>
                new Member(names[maps.Count + i].CSharp, HandleTypes.Of(program), Describe(program)) { Program = program }),
        ];
    }

    /// <summary>Names that collide are an error of their own, which the compiler's about the same members would only hide.</summary>
    private static List<MemberName> Distinct(EquatableArray<MemberName> names)
    {
        var taken = new HashSet<string>();
        return [.. names.Select((name, i) => taken.Add(name.CSharp) ? name : name with { CSharp = $"{name.CSharp}_{i}" })];
    }

    private static string Describe(MapModel map)
    {
        if (map.Type == MapType.Arena)
        {
            var variables = map.Data is null ? "" : ", with the variables that the object's programs have in it";
            return $"Arena <c>{CSharpText.Comment(map.Name)}</c>: at most {map.MaxEntries.ToString(CultureInfo.InvariantCulture)} pages of shared memory{variables}.";
        }

        if (map.StructOps is { } functions)
        {
            return $"The functions in <c>{CSharpText.Comment(map.Name)}</c>, which the kernel takes as a <c>struct {CSharpText.Comment(functions.TypeName)}</c>.";
        }

        if (map.Data is { } data)
        {
            var access = data.IsReadOnly ? ", read-only once loaded" : "";
            return $"The global variables of section <c>{CSharpText.Comment(map.Name)}</c>: {map.ValueSize} bytes{access}.";
        }

        if (map.IsBuffer && map.ValueName is { } record)
        {
            return $"Map <c>{CSharpText.Comment(map.Name)}</c>: {map.Type}, whose records are <c>{CSharpText.Comment(record)}</c>.";
        }

        var pinned = map.PinPath is null ? "" : $", pinned at <c>{CSharpText.Comment(map.PinPath)}</c>";
        return string.Format(
            CultureInfo.InvariantCulture,
            "Map <c>{0}</c>: {1}, keys of {2} and values of {3} bytes, at most {4} entries{5}.",
            CSharpText.Comment(map.Name),
            map.Type,
            map.KeySize,
            map.ValueSize,
            map.MaxEntries,
            pinned);
    }

    private static string Describe(ProgramModel program) =>
        $"Program <c>{CSharpText.Comment(program.Name)}</c> of section <c>{CSharpText.Comment(program.Section)}</c>: {program.Kind.Type}, {program.InstructionCount} instructions.";
}
