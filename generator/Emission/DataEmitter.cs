using System;
using System.Collections.Generic;
using System.Linq;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Emission;

/// <summary>Writes the object's BTF, and the initial contents of its maps.</summary>
internal static class DataEmitter
{
    /// <summary>Returns a C# argument with the initial contents of a section, for the method that creates the map of the section.</summary>
    public static string Argument(Member member) => Argument(member, table => table);

    /// <summary>
    /// Returns a C# argument with the initial contents of a section, for the options. Options can be created on any machine, while only
    /// a machine with the object's byte order can load the object. So for a big-endian object the argument checks the byte order first.
    /// </summary>
    public static string OptionArgument(Member member, ObjectModel model) =>
        Argument(member, table => model.IsLittleEndian ? table : $"global::BpfGen.Loading.ByteOrder.BigEndian({table})");

    private static string Argument(Member member, Func<string, string> check) => member switch
    {
        { InitialWords.Count: 0 } => "[]",
        { IsPacked: true } => $"global::BpfGen.Loading.PackedWords.Unpack({check($"InitialData.{member.Name}")})",
        _ => check($"InitialData.{member.Name}"),
    };

    /// <summary>The members whose initial values are in the class <c>InitialData</c>.</summary>
    public static IReadOnlyList<Member> Sections(IEnumerable<Member> members) =>
        [.. members.Where(member => member.InitialWords.Count > 0)];

    /// <summary>Writes the class <c>TypeInformation</c>.</summary>
    public static void WriteTypes(CodeWriter writer, ObjectModel model)
    {
        if (model.Types is { } types)
        {
            writer.Line();
            writer.Line("/// <summary>The object's types (BTF) and their strings. Packed as differences.</summary>");
            writer.Open("private static class TypeInformation");
            NumberTable.Write(writer, "Btf", TypePacker.Pack(types, model.IsLittleEndian), model.IsLittleEndian);
            writer.Close();
        }
    }

    /// <summary>Writes the class <c>InitialData</c>.</summary>
    public static void WriteVariables(CodeWriter writer, List<Member> members, bool isLittleEndian)
    {
        var sections = Sections(members);
        if (sections.Count == 0)
        {
            return;
        }

        writer.Line();
        writer.Line("/// <summary>The initial values of the global variables, as 8-byte numbers. Large sections are packed without "
            + "their zero bytes.</summary>");
        writer.Open("private static class InitialData");
        for (var i = 0; i < sections.Count; i++)
        {
            if (i > 0)
            {
                writer.Line();
            }

            var words = sections[i].InitialWords;
            NumberTable.Write(
                writer, sections[i].Name, sections[i].IsPacked ? WordPacker.Pack(words, isLittleEndian) : words, isLittleEndian);
        }

        writer.Close();
    }

    /// <summary>Writes the class <c>InitialSlots</c>.</summary>
    public static void WriteSlots(CodeWriter writer, ObjectModel model)
    {
        if (model.MapSlots.Count + model.ProgramSlots.Count == 0)
        {
            return;
        }

        writer.Line();
        writer.Line("/// <summary>The initial entries of maps of maps and program arrays. Each line has the map, the key, and the inner "
            + "map or program.</summary>");
        writer.Open("private static class InitialSlots");
        WriteSlots(
            writer,
            "Maps",
            model.MapSlots,
            slot => $"{model.Maps[slot.Map].Name}[{slot.Slot}] = {model.Maps[slot.Target].Name}",
            model.IsLittleEndian);
        if (model.MapSlots.Count > 0 && model.ProgramSlots.Count > 0)
        {
            writer.Line();
        }

        WriteSlots(
            writer,
            "Programs",
            model.ProgramSlots,
            slot => $"{model.Maps[slot.Map].Name}[{slot.Slot}] = {model.Programs[slot.Target].Name}",
            model.IsLittleEndian);
        writer.Close();
    }

    private static void WriteSlots(
        CodeWriter writer, string name, EquatableArray<InitialSlot> slots, System.Func<InitialSlot, string> describe, bool isLittleEndian)
    {
        if (slots.Count == 0)
        {
            return;
        }

        var table = NumberTable.OfInt32();
        foreach (var slot in slots)
        {
            table.Add([(uint)slot.Map, (uint)slot.Slot, (uint)slot.Target], CSharpText.Comment(describe(slot)));
        }

        table.Write(writer, name, isLittleEndian);
    }
}
