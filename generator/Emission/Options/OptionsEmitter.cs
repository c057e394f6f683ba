using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Emission;

/// <summary>Writes the class <c>LoadOptions</c>, with properties for the variables, maps and programs.</summary>
internal static class OptionsEmitter
{
    public static void Write(CodeWriter writer, ObjectModel model, DefinitionsEmitter definitions, List<Member> members)
    {
        var maps = members.Where(member => member.Map is not null).Select(member => (member, member.Index)).ToList();
        var programs = members.Where(member => member.Program is not null).Select(member => (member, member.Index)).ToList();

        writer.Line();
        writer.Line("/// <summary>Options of <c>Load</c>. They override the object's own settings; an option that is not set changes "
            + "nothing.</summary>");
        writer.Open("public sealed class LoadOptions : global::BpfGen.Loading.ObjectOptions");
        var isFirst = true;
        var sections = model.ValueTypes.SectionsByName();
        var names = new HashSet<string>(members.Select(member => member.Name));
        VariableOptionsEmitter.Write(writer, model, maps, sections, ref isFirst);
        foreach (var (member, _) in maps)
        {
            if (member.Map is { Config.Count: > 0, Variables: { } type } && sections.TryGetValue(type, out var section))
            {
                Separate(writer, ref isFirst);
                ConfigOptionsEmitter.Write(writer, member, MemberNames.OfVariables(member.Name, names), section);
            }
        }

        ConstantOptionsEmitter.Write(writer, model, ref isFirst);
        WriteMaps(writer, maps, definitions, ref isFirst);
        WritePrograms(writer, programs, model.ProgramSlots.Count > 0, ref isFirst);
        writer.Close();
    }

    private static void WriteMaps(
        CodeWriter writer, List<(Member Member, int Index)> maps, DefinitionsEmitter definitions, ref bool isFirst)
    {
        if (maps.Count == 0)
        {
            return;
        }

        var parameter = Parameter(maps);
        OpenGroup(writer, "Maps", parameter, "Options of the maps: types, sizes, flags and pins.", ref isFirst);
        WriteForAll(
            writer,
            parameter,
            "bool?",
            "AutoCreate",
            "Whether to create the maps that have no AutoCreate of their own; null to create those whose section has no leading <c>?</c>.");
        foreach (var (member, index) in maps)
        {
            WriteOptions(
                writer, parameter, "Map", member, member.Map!.Name, index,
                $"{definitions.Of(index)}{(member.Map.InnerMap is { } inner ? $", inner: {definitions.Of(inner)}" : "")}");
        }

        writer.Close();
    }

    private static void WritePrograms(CodeWriter writer, List<(Member Member, int Index)> programs, bool hasSlots, ref bool isFirst)
    {
        if (programs.Count == 0)
        {
            return;
        }

        var parameter = Parameter(programs);
        OpenGroup(
            writer,
            "Programs",
            parameter,
            "Options of the programs: whether they are loaded, their attach targets, and the verifier's log."
            + (hasSlots ? " The entries of a skipped program in program arrays stay empty." : ""),
            ref isFirst);
        WriteForAll(
            writer,
            parameter,
            "bool?",
            "AutoLoad",
            "Whether to load the programs that have no AutoLoad of their own; null to load those whose section has no leading <c>?</c>.");
        writer.Line();
        WriteForAll(
            writer,
            parameter,
            "global::BpfGen.VerifierLogLevel",
            "LogLevel",
            "The verifier's log of the programs that have no LogLevel of their own.");
        writer.Line();
        WriteForAll(
            writer,
            parameter,
            "uint",
            "LogSize",
            "The size of the first buffer for the log, in bytes, for the programs that have no LogSize of their own.");
        foreach (var (member, index) in programs)
        {
            WriteOptions(writer, parameter, "Program", member, member.Program!.Name, index, DefinitionsEmitter.Of(member));
        }

        writer.Close();
    }

    private static void OpenGroup(CodeWriter writer, string name, string parameter, string summary, ref bool isFirst)
    {
        Separate(writer, ref isFirst);
        writer.Line($"/// <summary>{summary}</summary>");
        writer.Line($"public {name}Options {name} => new(this);");
        writer.Line();
        writer.Line($"/// <summary>{summary}</summary>");
        writer.Line($"/// <param name=\"{parameter}\">The load options that contain these options.</param>");
        writer.Open($"public sealed class {name}Options(LoadOptions {parameter})");
    }

    /// <summary>
    /// Returns a name for the constructor parameter of a class of options. No property of this class has the same name, because the
    /// property would hide the parameter.
    /// </summary>
    private static string Parameter(List<(Member Member, int Index)> members)
    {
        var taken = new HashSet<string>(members.Select(member => member.Member.Name));
        var name = "options";
        while (taken.Contains(name))
        {
            name += "_";
        }

        return name;
    }

    private static void WriteForAll(CodeWriter writer, string parameter, string type, string name, string summary)
    {
        writer.Line($"/// <summary>{summary}</summary>");
        writer.Open($"public {type} {name}");
        writer.Line($"get => {parameter}.{name};");
        writer.Line($"set => {parameter}.{name} = value;");
        writer.Close();
    }

    private static void WriteOptions(
        CodeWriter writer, string parameter, string kind, Member member, string original, int index, string definition)
    {
        writer.Line();
        writer.Line($"/// <summary>Options of {kind.ToLowerInvariant()} <c>{CSharpText.Comment(original)}</c>.</summary>");
        writer.Line(string.Format(
            CultureInfo.InvariantCulture,
            "public global::BpfGen.{0}Options {1} => {4}.{0}At({2}, {3});",
            kind,
            member.Name,
            index,
            definition,
            parameter));
    }

    internal static void Separate(CodeWriter writer, ref bool isFirst)
    {
        if (!isFirst)
        {
            writer.Line();
        }

        isFirst = false;
    }
}
