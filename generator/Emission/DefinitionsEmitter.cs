using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Emission;

/// <summary>
/// Writes the class <c>Definitions</c>: the maps and programs as the object defines them, for <c>Load</c> and its options.
/// </summary>
internal sealed class DefinitionsEmitter
{
    private readonly ObjectModel _model;
    private readonly string _objectName;
    private readonly List<Member> _members;
    private readonly Dictionary<int, string> _templates = [];

    /// <summary>For each map: its own member, and the member of the map of maps whose inner map it is.</summary>
    private readonly Dictionary<int, Member> _byMap = [];
    private readonly Dictionary<int, Member> _outers = [];

    public DefinitionsEmitter(ObjectModel model, string objectName, List<Member> members)
    {
        _model = model;
        _objectName = objectName;
        _members = members;
        var taken = new HashSet<string>(members.Select(member => member.Name));
        foreach (var member in members.Where(member => member.Map is not null))
        {
            _byMap.Add(member.Index, member);
            if (member.Map!.InnerMap is { } inner && !_outers.ContainsKey(inner))
            {
                _outers.Add(inner, member);
            }
        }

        for (var i = 0; i < model.Maps.Count; i++)
        {
            if (model.Maps[i].IsTemplate)
            {
                var name = (OuterOf(i)?.Name ?? "") + "InnerMap";
                while (!taken.Add(name))
                {
                    name += "_";
                }

                _templates.Add(i, name);
            }
        }
    }

    /// <returns>The C# expression for a map's definition.</returns>
    public string Of(int map) => "Definitions." + (MemberOf(map)?.Name ?? _templates[map]);

    /// <returns>The C# expression for a program's definition.</returns>
    public static string Of(Member program) => "Definitions." + program.Name;

    /// <returns>The type and the name of each member of the class.</returns>
    public IEnumerable<(string Type, string Name)> Members() =>
        Enumerable.Range(0, _model.Maps.Count).Select(i => ("MapDefinition", MemberOf(i)?.Name ?? _templates[i]))
            .Concat(_members.Where(member => member.Program is not null).Select(member => ("ProgramDefinition", member.Name)));

    public void Write(CodeWriter writer)
    {
        if (_model.Maps.Count + _model.Programs.Count == 0)
        {
            return;
        }

        writer.Line();
        writer.Line("/// <summary>The maps and programs as the object defines them.</summary>");
        writer.Open("private static class Definitions");
        var isFirst = true;
        for (var i = 0; i < _model.Maps.Count; i++)
        {
            var member = MemberOf(i);
            var summary = member is null ? $"The inner maps of map <c>{CSharpText.Comment(OuterOf(i)?.Map?.Name ?? "")}</c>."
                : $"Map <c>{CSharpText.Comment(member.Map!.Name)}</c>.";
            Write(writer, "Map", member?.Name ?? _templates[i], summary, Definition(_model.Maps[i], i, member), ref isFirst);
        }

        foreach (var member in _members.Where(member => member.Program is not null))
        {
            var summary = $"Program <c>{CSharpText.Comment(member.Program!.Name)}</c>.";
            Write(writer, "Program", member.Name, summary, Definition(member.Program), ref isFirst);
        }

        writer.Close();
    }

    private static void Write(CodeWriter writer, string kind, string name, string summary, string value, ref bool isFirst)
    {
        OptionsEmitter.Separate(writer, ref isFirst);
        writer.Line($"/// <summary>{summary}</summary>");
        writer.Line($"public static global::BpfGen.Loading.{kind}Definition {name} =>");
        writer.Indent();
        writer.Line(value + ";");
        writer.Outdent();
    }

    private Member? MemberOf(int map) => _byMap.TryGetValue(map, out var member) ? member : null;

    private Member? OuterOf(int inner) => _outers.TryGetValue(inner, out var member) ? member : null;

    private string Definition(MapModel map, int index, Member? member) => string.Format(
        CultureInfo.InvariantCulture,
        "new({0}, {1}, keySize: {2}, valueSize: {3}, maxEntries: {4}){5}",
        CSharpText.Literal(SectionMapName.BeginsWithObject(map) ? SectionMapName.Of(_objectName, map) : map.Name),
        CSharpText.Enumerator("MapType", map.Type),
        map.KeySize,
        map.ValueSize,
        map.MaxEntries,
        More(
            ("Section", SectionMapName.BeginsWithObject(map) ? CSharpText.Literal(map.Name) : null),
            ("Flags", map.Flags != 0 ? map.Flags.ToString(CultureInfo.InvariantCulture) : null),
            ("NumaNode", map.NumaNode != 0 ? map.NumaNode.ToString(CultureInfo.InvariantCulture) : null),
            ("KeyType", map.KeyType != 0 ? map.KeyType.ToString(CultureInfo.InvariantCulture) : null),
            ("ValueType", map.ValueType != 0 ? map.ValueType.ToString(CultureInfo.InvariantCulture) : null),
            ("Extra", map.Extra != 0 ? map.Extra.ToString(CultureInfo.InvariantCulture) : null),
            ("AutoCreate", map.AutoCreate ? null : "false"),
            ("InnerMap", map.InnerMap?.ToString(CultureInfo.InvariantCulture)),
            ("Pinning", map.Pinning != 0 ? map.Pinning.ToString(CultureInfo.InvariantCulture) : null),
            ("PinPath", map.PinPath is { } path ? CSharpText.Literal(path) : null),
            ("OptionsName", OptionsName(map, index, member)),
            ("NeedsEntries", MapShapes.LacksEntries(map) ? "true" : null),
            ("NeedsValueSize", MapShapes.LacksValueSize(map) ? "true" : null),
            ("NeedsInnerMap", MapShapes.LacksInnerMap(map) ? "true" : null)));

    private string? OptionsName(MapModel map, int index, Member? member) =>
        !MapShapes.LacksEntries(map) && !MapShapes.LacksValueSize(map) && !MapShapes.LacksInnerMap(map) ? null
        : member is not null ? CSharpText.Literal($"Maps.{member.Name}")
        : OuterOf(index) is { } outer ? CSharpText.Literal($"Maps.{outer.Name}.InnerMap")
        : null;

    private static string Definition(ProgramModel program) =>
        $"new({CSharpText.Literal(program.Name)}, {CSharpText.Enumerator("ProgramType", program.Kind.Type)})" + More(
            ("ExpectedAttachType", program.Kind.AttachType != 0 ? CSharpText.Enumerator("AttachType", program.Kind.AttachType) : null),
            ("Flags", program.Kind.Flags != 0 ? program.Kind.Flags.ToString(CultureInfo.InvariantCulture) : null),
            ("Section", CSharpText.Literal(program.Section)),
            ("Target", program.Kind.Target is { } target ? CSharpText.Literal(target) : null),
            ("AutoLoad", program.AutoLoad ? null : "false"));

    /// <summary>Returns an object initializer with the properties that have a value.</summary>
    public static string More(params (string Name, string? Value)[] properties)
    {
        var given = properties.Where(property => property.Value is not null)
            .Select(property => $"{property.Name} = {property.Value}")
            .ToList();
        return given.Count == 0 ? "" : " { " + string.Join(", ", given) + " }";
    }
}
