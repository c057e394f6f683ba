using BpfGen.Generator.Btf;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Model;
using BpfGen.Wire;

namespace BpfGen.Generator.Linking;

/// <summary>Finds the source line of an instruction, for messages.</summary>
internal static class SourceLine
{
    /// <returns>The line: <c> (probe.bpf.c:12)</c>; empty if it is unknown.</returns>
    public static string Of(FunctionModel function, int instruction, BtfTypes? types)
    {
        var lines = function.Information.Lines;
        var last = IndexOf(lines, instruction);
        return last < 0 || types?.Strings.At(lines[last + 1]) is not { Length: > 0 } file
            ? ""
            : $" ({Printable.Text(file)}:{lines[last + 3] >> 10})";
    }

    /// <returns>
    /// The index of the first number of the line record that covers an instruction; negative if there is no such record. The records are
    /// ordered by instruction.
    /// </returns>
    public static int IndexOf(EquatableArray<uint> lines, int instruction)
    {
        var (low, high) = (0, lines.Count / Packing.NumbersPerRecord);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = lines[middle * Packing.NumbersPerRecord] <= instruction ? (middle + 1, high) : (low, middle);
        }

        return (low - 1) * Packing.NumbersPerRecord;
    }
}
