using System.Collections.Generic;
using System.Globalization;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Emission;

/// <summary>
/// Writes the instructions and the relocation tables. Spans over constants become static data of the assembly: nothing is allocated or
/// copied to have them. The compiler takes numbers of eight bytes seven times faster than the same data as bytes.
/// </summary>
internal static class CodeEmitter
{
    private const int InstructionsPerLine = 4;

    /// <summary><c>BPF_PSEUDO_MAP_FD</c>.</summary>
    private const int MapFileDescriptor = 1;

    public static void Write(CodeWriter writer, ObjectModel model, List<Member> members)
    {
        if (model.Programs.Count == 0)
        {
            return;
        }

        writer.Line();
        writer.Line("/// <summary>The programs' instructions as they were compiled, eight bytes each.</summary>");
        writer.Open("private static class Instructions");
        for (var i = 0; i < model.Programs.Count; i++)
        {
            Separate(writer, i);
            WriteInstructions(writer, model.Programs[i], members[model.Maps.Count + i]);
        }

        writer.Close();
        writer.Line();
        writer.Line("/// <summary>What is written into the instructions at load: a line each of instruction, kind (1: a map's file descriptor) and map.</summary>");
        writer.Open("private static class Relocations");
        for (var i = 0; i < model.Programs.Count; i++)
        {
            Separate(writer, i);
            WriteRelocations(writer, model, model.Programs[i], members[model.Maps.Count + i]);
        }

        writer.Close();
    }

    private static void Separate(CodeWriter writer, int index)
    {
        if (index > 0)
        {
            writer.Line();
        }
    }

    private static void WriteInstructions(CodeWriter writer, ProgramModel program, Member member)
    {
        writer.Line($"public static global::System.ReadOnlySpan<ulong> {member.Name} =>");
        writer.Line("[");
        writer.Indent();
        var cells = writer.Cells();
        for (var i = 0; i < program.Instructions.Count; i++)
        {
            if (i % InstructionsPerLine == 0)
            {
                writer.StartLine();
            }

            cells.Append("0x").Append(program.Instructions[i].ToString("x16", CultureInfo.InvariantCulture)).Append(',');
            cells.Append(i % InstructionsPerLine == InstructionsPerLine - 1 || i == program.Instructions.Count - 1 ? '\n' : ' ');
        }

        writer.Outdent();
        writer.Line("];");
    }

    private static void WriteRelocations(CodeWriter writer, ObjectModel model, ProgramModel program, Member member)
    {
        if (program.MapReferences.Count == 0)
        {
            writer.Line($"public static global::System.ReadOnlySpan<int> {member.Name} => [];");
            return;
        }

        writer.Line($"public static global::System.ReadOnlySpan<int> {member.Name} =>");
        writer.Line("[");
        writer.Indent();
        foreach (var reference in program.MapReferences)
        {
            var name = CSharpText.Comment(model.Maps[reference.Map].Name);
            writer.Line(string.Format(CultureInfo.InvariantCulture, "{0}, {1}, {2}, // {3}", reference.Instruction, MapFileDescriptor, reference.Map, name));
        }

        writer.Outdent();
        writer.Line("];");
    }
}
