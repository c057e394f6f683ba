using System;
using System.Collections.Generic;
using System.Linq;
using BpfGen.Generator.Btf;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Linking;

/// <summary>Gathers what the kernel is told of a program's instructions, re-based to where each function stands in the program.</summary>
internal static class CodeInformationLinker
{
    /// <param name="functions">The program's functions, and where in it each begins, in instructions; in that order.</param>
    /// <param name="ext">The object's records, or null where it has none.</param>
    /// <param name="problems">Takes what is wrong.</param>
    public static CodeInformation Link(IReadOnlyList<(CodeFunction Function, int Start)> functions, BtfExt? ext, ProblemList problems)
    {
        if (ext is null)
        {
            return CodeInformation.None;
        }

        var types = new List<uint>();
        var lines = new List<uint>();
        var core = new List<uint>();
        var (hasTypes, hasLines) = (true, true);
        foreach (var (function, start) in functions)
        {
            // The kernel wants a type and a line where every function begins, or none at all.
            var (section, from, to) = (function.Section.Name, function.Start, function.End);
            hasTypes &= Append(types, ext.Functions(section, from, to), offset => (((offset - (uint)from) / Instruction.Size) + (uint)start)) == from;
            hasLines &= Append(lines, ext.Lines(section, from, to), offset => (((offset - (uint)from) / Instruction.Size) + (uint)start)) == from;
            Append(core, ext.Core(section, from, to), offset => offset - (uint)from + ((uint)start * Instruction.Size));
        }

        if (core.Count > 0 && !hasTypes)
        {
            var main = functions[0].Function;
            problems.Add(Rules.Malformed, $"program {Printable.Name(main.Name)} has CO-RE relocations and no function information, without which the kernel ignores them");
        }

        return new CodeInformation(
            (hasTypes ? types : []).ToEquatableArray(), (hasTypes && hasLines ? lines : []).ToEquatableArray(), core.ToEquatableArray());
    }

    /// <returns>The offset of the first record, or -1 where there is none.</returns>
    private static long Append(List<uint> words, IEnumerable<uint[]> records, Func<uint, uint> rebase)
    {
        var first = -1L;
        foreach (var record in records)
        {
            first = first < 0 ? record[0] : first;
            words.Add(rebase(record[0]));
            words.AddRange(record.Skip(1));
        }

        return first;
    }
}
