using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Emission;

/// <summary>Writes the class <c>LoadOptions</c>, with properties for the variables, maps and programs.</summary>
internal static class OptionsEmitter
{
    public static void Write(CodeWriter writer, ObjectModel model, List<Member> members)
    {
        var maps = members.Where(member => member.Map is not null).Select(member => (member, IndexOf(model.Maps, member.Map!))).ToList();
        var programs = members.Where(member => member.Program is not null)
            .Select(member => (member, IndexOf(model.Programs, member.Program!)))
            .ToList();

        writer.Line();
        writer.Line("/// <summary>Options of <c>Load</c>. They override the object's own settings; an option that is not set changes "
            + "nothing.</summary>");
        writer.Open("public sealed class LoadOptions : global::BpfGen.Loading.ObjectOptions");
        var isFirst = true;
        VariableOptionsEmitter.Write(writer, model, maps, ref isFirst);
        foreach (var (member, _) in maps)
        {
            if (member.Map!.Config.Count > 0 && model.ValueTypes.SectionOf(member.Map) is { } section)
            {
                Separate(writer, ref isFirst);
                ConfigOptionsEmitter.Write(writer, member, section);
            }
        }

        ConstantOptionsEmitter.Write(writer, model, ref isFirst);
        WriteGroup(writer, "Maps", "Map", "Options of the maps: sizes, flags and pins.", maps, ref isFirst);
        const string Summary = "Options of the programs: whether they are loaded, and their attach targets.";
        var more = model.ProgramSlots.Count == 0 ? "" : " The entries of a skipped program in program arrays stay empty.";
        WriteGroup(writer, "Programs", "Program", Summary + more, programs, ref isFirst);
        writer.Close();
    }

    private static void WriteGroup(
        CodeWriter writer, string name, string kind, string summary, List<(Member Member, int Index)> members, ref bool isFirst)
    {
        if (members.Count == 0)
        {
            return;
        }

        Separate(writer, ref isFirst);
        writer.Line($"/// <summary>{summary}</summary>");
        writer.Line($"public {name}Options {name} => new(this);");
        writer.Line();
        writer.Line($"/// <summary>{summary}</summary>");
        writer.Line("/// <param name=\"options\">The options that contain these.</param>");
        writer.Open($"public sealed class {name}Options(LoadOptions options)");
        var isFirstMember = true;
        if (kind == "Program")
        {
            isFirstMember = false;
            writer.Line("/// <summary>Whether to load the programs that have no AutoLoad of their own; null to load those whose section "
                + "has no leading <c>?</c>.</summary>");
            writer.Open("public bool? AutoLoad");
            writer.Line("get => options.AutoLoad;");
            writer.Line("set => options.AutoLoad = value;");
            writer.Close();
        }

        foreach (var (member, index) in members)
        {
            Separate(writer, ref isFirstMember);
            writer.Line($"/// <summary>Options of {kind.ToLowerInvariant()} "
                + $"<c>{CSharpText.Comment(member.Map?.Name ?? member.Program!.Name)}</c>.</summary>");
            writer.Line(string.Format(
                CultureInfo.InvariantCulture,
                "public global::BpfGen.{0}Options {1} => options.{0}At({2}{3});",
                kind,
                member.Name,
                index,
                member.Map is { Pinning: not 0 } map ? $", pinning: {map.Pinning.ToString(CultureInfo.InvariantCulture)}" : ""));
        }

        writer.Close();
    }

    private static int IndexOf<T>(EquatableArray<T> all, T one)
        where T : class, System.IEquatable<T>
    {
        for (var i = 0; i < all.Count; i++)
        {
            if (ReferenceEquals(all[i], one))
            {
                return i;
            }
        }

        return -1;
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
