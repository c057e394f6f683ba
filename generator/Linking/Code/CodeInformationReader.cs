using System;
using System.Collections.Generic;
using BpfGen.Generator.Btf;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Linking;

/// <summary>
/// Reads the debug information of a function's instructions. Offsets in the section become offsets from the start of the function.
/// </summary>
internal static class CodeInformationReader
{
    public static CodeInformation Read(BtfExt ext, CodeFunction function)
    {
        var (section, from, to) = (function.Section.Name, function.Start, function.End);
        var types = ext.Functions(section, from, to);
        var lines = ext.Lines(section, from, to);
        var core = ext.Core(section, from, to);

        // Count this effort for each function: in a malformed object, several sections can have the same name, and thus share the same
        // records.
        var effort = function.Section.Image.Effort;
        effort.SpendName(section);
        effort.Spend(4 * (lines.Length + core.Length));

        // The kernel requires a line record for the first instruction of every function. If that record is missing, pass no line records,
        // or the kernel would reject the program.
        return new CodeInformation(
            BeginsAt(types, from) ? types[0][1] : 0,
            BeginsAt(lines, from) ? Rebase(lines, from, Instruction.Size) : [],
            Rebase(core, from, unit: 1));
    }

    private static bool BeginsAt(ReadOnlySpan<uint[]> records, int from) => !records.IsEmpty && records[0][0] == (uint)from;

    /// <summary>Joins records into one list of numbers, and converts their offsets to offsets from the start of the function.</summary>
    /// <param name="records">The records of one function.</param>
    /// <param name="from">The offset of the function in its section, in bytes.</param>
    /// <param name="unit">The unit of the converted offsets, in bytes.</param>
    private static EquatableArray<uint> Rebase(ReadOnlySpan<uint[]> records, int from, int unit)
    {
        var numbers = new List<uint>();
        foreach (var record in records)
        {
            numbers.Add((record[0] - (uint)from) / (uint)unit);
            for (var i = 1; i < record.Length; i++)
            {
                numbers.Add(record[i]);
            }
        }

        return numbers.ToEquatableArray();
    }
}
