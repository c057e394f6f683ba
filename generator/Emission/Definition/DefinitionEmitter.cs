using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using BpfGen.Generator.Model;
using BpfGen.Wire;

namespace BpfGen.Generator.Emission;

/// <summary>Writes the property <c>Definition</c>, which describes the object as data.</summary>
internal sealed class DefinitionEmitter(CodeWriter writer, ObjectModel model, string objectName, List<Member> members)
{
    public const string Declaration = "public static global::BpfGen.ObjectDefinition Definition";

    public const string Summary = "/// <summary>The contents of the object file as data: maps, programs, sections, variables and types. "
        + "Reading it loads nothing.</summary>";

    /// <summary>The maps that each function refers to. Many programs can share a function, so its maps are collected only once.</summary>
    private readonly int[]?[] _mapsOfFunctions = new int[model.Functions.Count][];

    private readonly Dictionary<int, Member> _byMap = members.Where(member => member.Map is not null)
        .ToDictionary(member => member.Index);

    /// <summary>Writes the property without its documentation.</summary>
    /// <param name="license">The license of the programs.</param>
    public void Write(string license)
    {
        writer.Line($"{Declaration} => field ??= new("
            + $"{CSharpText.Literal(objectName)}, {CSharpText.Literal(license)}, isLittleEndian: {Boolean(model.IsLittleEndian)})");
        writer.Open();
        WriteList("Sections", model.Sections.Select(CSharpText.Literal));
        WriteList("Maps", members.Where(member => member.Map is not null).Select(member => Of(member.Map!, member)));
        WriteList("Programs", members.Where(member => member.Program is not null).Select(Of));
        WriteList(
            "Variables", model.ValueTypes.Sections.SelectMany(section => section.Variables.Select(variable => Of(section, variable))));
        WriteList("Types", Types());
        WriteList("KernelSymbols", model.KernelSymbols.Select(symbol => CSharpText.Literal(symbol.Name)));
        WriteList("Constants", model.Constants.Select(CSharpText.Literal));
        writer.Close("};");
    }

    private void WriteList(string name, IEnumerable<string> items)
    {
        var all = items.ToList();
        if (all.Count == 0)
        {
            return;
        }

        writer.Line($"{name} =");
        writer.Line("[");
        writer.Indent();
        all.ForEach(item => writer.Line(item + ","));
        writer.Outdent();
        writer.Line("],");
    }

    private string Of(MapModel map, Member? member) =>
        $"new({CSharpText.Literal(NameOf(map))}, {Enumerator("MapType", map.Type)}, keySize: {Number(map.KeySize)}, "
        + $"valueSize: {Number(map.ValueSize)}, maxEntries: {Number(map.MaxEntries)})"
        + More(
            ("Property", member is null ? null : CSharpText.Literal(member.Name)),
            ("KeyType", Text(map.KeyName)),
            ("ValueType", map.Data is null ? Text(map.ValueName) : null),
            ("Flags", NotZero(map.Flags)),
            ("NumaNode", NotZero(map.NumaNode)),
            ("Extra", NotZero(map.Extra)),
            ("Pinning", NotZero(map.Pinning)),
            ("PinPath", Text(map.PinPath)),
            ("Section", map.Data is null || map.StructOps is not null ? null : CSharpText.Literal(map.Name)),
            ("IsReadOnly", map.Data is { IsReadOnly: true } ? "true" : null),
            ("AutoCreate", map.AutoCreate ? null : "false"),
            ("Inner", map.InnerMap is { } inner && inner < model.Maps.Count && model.Maps[inner].InnerMap is null
                ? Of(model.Maps[inner], _byMap.TryGetValue(inner, out var found) ? found : null)
                : null));

    private string Of(Member member)
    {
        var program = member.Program!;
        var maps = MapsOf(program).ToList();
        return $"new({CSharpText.Literal(program.Name)}, {Enumerator("ProgramType", program.Kind.Type)}, "
            + $"{CSharpText.Literal(program.Section)})"
            + More(
                ("Property", CSharpText.Literal(member.Name)),
                ("ExpectedAttachType", program.Kind.AttachType != 0 ? Enumerator("AttachType", program.Kind.AttachType) : null),
                ("Target", Text(program.Kind.Target)),
                ("Flags", NotZero(program.Kind.Flags)),
                ("InstructionCount", Number(program.InstructionCount)),
                ("AutoLoad", program.AutoLoad ? null : "false"),
                ("Maps", maps.Count == 0 ? null : $"[{string.Join(", ", maps.Select(CSharpText.Literal))}]"));
    }

    /// <summary>The names of the maps that the functions of a program refer to, each once, in the order of creation.</summary>
    private IEnumerable<string> MapsOf(ProgramModel program) => program.Functions
        .SelectMany(function => Counted(_mapsOfFunctions[function] ??= MapsOf(model.Functions[function])))
        .Distinct()
        .OrderBy(map => map)
        .Select(map => NameOf(model.Maps[map]));

    /// <summary>Counts the maps toward the effort limit, because many programs can share functions with many maps.</summary>
    private int[] Counted(int[] maps)
    {
        writer.Effort.Spend(1 + maps.Length);
        return maps;
    }

    private int[] MapsOf(FunctionModel function) =>
    [
        .. function.Relocations
            .Where(relocation => relocation.Kind is RelocationKind.MapDescriptor or RelocationKind.MapValue)
            .Select(relocation => relocation.Index)
            .Where(map => map >= 0 && map < model.Maps.Count)
            .Distinct(),
    ];

    private static string Of(SectionType section, SectionVariable variable) =>
        $"new({CSharpText.Literal(variable.Original)}, {CSharpText.Literal(section.Original.Substring("section ".Length))}, "
        + $"offset: {Number(variable.Offset)}, size: {Number(variable.Size)}, "
        + $"{CSharpText.Literal(variable.Count is null ? variable.Type : variable.Type + "[]")})"
        + More(("IsReadOnly", section.IsReadOnly ? "true" : null));

    private IEnumerable<string> Types()
    {
        var structs = model.ValueTypes.Structs.Where(type => !type.Original.StartsWith("section ", StringComparison.Ordinal))
            .Select(type => (type.Original, type.Name, type.Size));
        var enums = model.ValueTypes.Enums.Select(type => (type.Original, type.Name, SizeOf(type.Underlying)));
        return structs.Concat(enums).Select(type =>
            $"new({CSharpText.Literal(type.Original)}, {CSharpText.Literal("Types." + type.Name)}, size: {Number(type.Item3)})");
    }

    private string NameOf(MapModel map) => SectionMapName.BeginsWithObject(map) ? SectionMapName.Of(objectName, map) : map.Name;

    private static int SizeOf(string underlying) => underlying switch
    {
        "byte" or "sbyte" => 1,
        "short" or "ushort" => 2,
        "long" or "ulong" => 8,
        _ => 4,
    };

    private static string? Text(string? text) => text is null ? null : CSharpText.Literal(text);

    private static string? NotZero(ulong number) => number == 0 ? null : number.ToString(CultureInfo.InvariantCulture);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Boolean(bool value) => value ? "true" : "false";

    /// <summary>Returns a value by its name, or by its number if this version of BpfGen does not know the value.</summary>
    private static string Enumerator<T>(string type, T value)
        where T : struct, Enum => Enum.IsDefined(typeof(T), value)
            ? $"global::BpfGen.{type}.{value}"
            : $"(global::BpfGen.{type}){Number(Convert.ToUInt32(value, CultureInfo.InvariantCulture))}";

    private static string More(params (string Name, string? Value)[] properties)
    {
        var given = properties.Where(property => property.Value is not null)
            .Select(property => $"{property.Name} = {property.Value}")
            .ToList();
        return given.Count == 0 ? "" : " { " + string.Join(", ", given) + " }";
    }
}
