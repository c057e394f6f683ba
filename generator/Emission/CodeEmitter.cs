using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Emission;

/// <summary>
/// Writes the instructions, the relocation tables and what the global variables hold at first. Spans over constants become static data of the
/// assembly: nothing is allocated or copied to have them. The compiler takes numbers of eight bytes seven times faster than the same
/// data as bytes, and twice as fast where it has neither to convert a number nor to find out what a collection is of: hence the suffixes, and the arrays.
/// </summary>
internal static class CodeEmitter
{
    private const int WordsPerLine = 4;
    private const int TargetsPerLine = 16;

    public static void Write(CodeWriter writer, ObjectModel model, List<Member> members)
    {
        var programs = members.Where(member => member.Program is not null).ToList();
        WriteGroup(writer, "Instructions", "The programs' instructions as they were compiled, eight bytes each.", programs, member =>
            WriteWords(writer, member.Name, member.Program!.Instructions));
        WriteGroup(
            writer,
            "Relocations",
            RelocationSummary(model),
            programs,
            member => WriteRelocations(writer, model, member));
        var informed = programs.Where(member => !member.Program!.Information.IsEmpty).ToList();
        WriteGroup(writer, "Functions", "Which type each function has: a line each of instruction and BTF type.", informed, member =>
            WriteRecords(writer, member.Name, member.Program!.Information.Functions, 2));
        WriteGroup(writer, "Lines", "Which source line each instruction comes from: instruction, file, text, and number and column.", informed, member =>
            WriteRecords(writer, member.Name, member.Program!.Information.Lines, 4));
        WriteGroup(writer, "CoreRelocations", "What depends on the running kernel (CO-RE): offset in bytes, BTF type, access, kind.", informed, member =>
            WriteRecords(writer, member.Name, member.Program!.Information.CoreRelocations, 4));
        WriteGroup(
            writer,
            "JumpTables",
            "Where the programs jump to by tables: how many instructions follow, and which.",
            programs.Where(member => member.Program!.JumpTables.Count > 0).ToList(),
            member => WriteJumpTables(writer, member));
        WriteTypes(writer, model);
        WriteGroup(
            writer,
            "InitialData",
            "What the global variables hold at first, eight bytes each.",
            members.Where(member => member.Map?.Data is { Words.Count: > 0 }).ToList(),
            member => WriteWords(writer, member.Name, member.Map!.Data!.Words));
        WriteSlots(writer, model);
    }

    private static string RelocationSummary(ObjectModel model)
    {
        var kernel = model.KernelSymbols.Count > 0 ? ", 3: an address of the kernel, 4: a call of it" : "";
        var jumps = model.Programs.Any(program => program.JumpTables.Count > 0) ? ", 5: a jump table" : "";
        return $"What is written into the instructions at load: a line each of instruction, kind (1: a map's file descriptor, 2: a place in its value{kernel}{jumps}) and {(kernel.Length + jumps.Length == 0 ? "map" : "which")}.";
    }

    private static void WriteSlots(CodeWriter writer, ObjectModel model)
    {
        if (model.MapSlots.Count + model.ProgramSlots.Count == 0)
        {
            return;
        }

        writer.Line();
        writer.Line("/// <summary>What maps of maps and program arrays hold at first: a line each of map, key, and map or program.</summary>");
        writer.Open("private static class InitialSlots");
        WriteSlots(writer, "Maps", model.MapSlots, slot => $"{model.Maps[slot.Map].Name}[{slot.Slot}] = {model.Maps[slot.Target].Name}");
        if (model.MapSlots.Count > 0 && model.ProgramSlots.Count > 0)
        {
            writer.Line();
        }

        WriteSlots(writer, "Programs", model.ProgramSlots, slot => $"{model.Maps[slot.Map].Name}[{slot.Slot}] = {model.Programs[slot.Target].Name}");
        writer.Close();
    }

    private static void WriteSlots(CodeWriter writer, string name, EquatableArray<InitialSlot> slots, System.Func<InitialSlot, string> describe)
    {
        if (slots.Count == 0)
        {
            return;
        }

        writer.Line($"public static global::System.ReadOnlySpan<int> {name} =>");
        writer.Line("[");
        writer.Indent();
        foreach (var slot in slots)
        {
            writer.Line(string.Format(CultureInfo.InvariantCulture, "{0}, {1}, {2}, // {3}", slot.Map, slot.Slot, slot.Target, CSharpText.Comment(describe(slot))));
        }

        writer.Outdent();
        writer.Line("];");
    }

    private static void WriteGroup(CodeWriter writer, string name, string summary, List<Member> members, System.Action<Member> write)
    {
        if (members.Count == 0)
        {
            return;
        }

        writer.Line();
        writer.Line($"/// <summary>{summary}</summary>");
        writer.Open($"private static class {name}");
        for (var i = 0; i < members.Count; i++)
        {
            if (i > 0)
            {
                writer.Line();
            }

            write(members[i]);
        }

        writer.Close();
    }

    private static void WriteWords(CodeWriter writer, string name, EquatableArray<ulong> words)
    {
        OpenArray(writer, "ulong", name);
        for (var i = 0; i < words.Count; i++)
        {
            var isLast = i % WordsPerLine == WordsPerLine - 1 || i == words.Count - 1;
            if (i % WordsPerLine == 0)
            {
                writer.StartLine();
            }

            writer.Hex(words[i]).Append(isLast ? "UL,\n" : "UL, ");
        }

        writer.Close("};");
    }

    private static void OpenArray(CodeWriter writer, string type, string name)
    {
        writer.Line($"public static global::System.ReadOnlySpan<{type}> {name} => new {type}[]");
        writer.Open();
    }

    private static void WriteTypes(CodeWriter writer, ObjectModel model)
    {
        if (model.Types is { } types)
        {
            writer.Line();
            writer.Line("/// <summary>The object's types (BTF), eight bytes each.</summary>");
            writer.Open("private static class TypeInformation");
            WriteWords(writer, "Btf", types.Words);
            writer.Close();
        }
    }

    private static void WriteRecords(CodeWriter writer, string name, EquatableArray<uint> numbers, int perRecord)
    {
        if (numbers.Count == 0)
        {
            writer.Line($"public static global::System.ReadOnlySpan<uint> {name} => [];");
            return;
        }

        OpenArray(writer, "uint", name);
        for (var i = 0; i < numbers.Count; i++)
        {
            var isLast = i % perRecord == perRecord - 1;
            if (i % perRecord == 0)
            {
                writer.StartLine();
            }

            writer.Cells().Append(numbers[i].ToString(CultureInfo.InvariantCulture)).Append(isLast ? "u,\n" : "u, ");
        }

        writer.Close("};");
    }

    private static void WriteRelocations(CodeWriter writer, ObjectModel model, Member member)
    {
        var program = member.Program!;
        var lines = program.MapReferences.Select(reference => (reference.Instruction, Kind: (int)reference.Kind, Index: reference.Map, model.Maps[reference.Map].Name))
            .Concat(program.KernelReferences.Select(reference => (reference.Instruction, Kind: (int)reference.Kind, Index: reference.Symbol, NameOf(model.KernelSymbols[reference.Symbol]))))
            .Concat(program.JumpTableReferences.Select(reference => (reference.Instruction, Kind: JumpTableReference.Kind, Index: reference.Table, program.JumpTables[reference.Table].Name)))
            .OrderBy(line => line.Instruction)
            .ToList();
        if (lines.Count == 0)
        {
            writer.Line($"public static global::System.ReadOnlySpan<int> {member.Name} => [];");
            return;
        }

        writer.Line($"public static global::System.ReadOnlySpan<int> {member.Name} =>");
        writer.Line("[");
        writer.Indent();
        foreach (var (instruction, kind, index, name) in lines)
        {
            writer.Line(string.Format(CultureInfo.InvariantCulture, "{0}, {1}, {2}, // {3}", instruction, kind, index, CSharpText.Comment(name)));
        }

        writer.Outdent();
        writer.Line("];");
    }

    private static void WriteJumpTables(CodeWriter writer, Member member)
    {
        writer.Line($"public static global::System.ReadOnlySpan<int> {member.Name} =>");
        writer.Line("[");
        writer.Indent();
        foreach (var table in member.Program!.JumpTables)
        {
            writer.Line(string.Format(CultureInfo.InvariantCulture, "{0}, // {1}", table.Targets.Count, CSharpText.Comment(table.Name)));
            for (var i = 0; i < table.Targets.Count; i += TargetsPerLine)
            {
                var targets = table.Targets.Skip(i).Take(TargetsPerLine).Select(target => target.ToString(CultureInfo.InvariantCulture));
                writer.Line(string.Join(", ", targets) + ",");
            }
        }

        writer.Outdent();
        writer.Line("];");
    }

    private static string NameOf(KernelSymbolModel symbol) => symbol.Alias ?? symbol.Name;
}
