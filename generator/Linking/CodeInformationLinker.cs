using System;
using System.Collections.Generic;
using BpfGen.Generator.Btf;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Linking;

/// <summary>Gathers what the kernel is told of a program's instructions, re-based to where each function stands in the program.</summary>
internal sealed class CodeInformationLinker
{
    private readonly CodeFunction _main;
    private readonly ProblemList _problems;
    private readonly List<uint> _types = [];
    private readonly List<uint> _lines = [];
    private readonly List<uint> _core = [];
    private bool _hasLines = true;

    private CodeInformationLinker(CodeFunction main, ProblemList problems)
    {
        _main = main;
        _problems = problems;
    }

    /// <param name="functions">The program's functions, and where in it each begins, in instructions; in that order.</param>
    /// <param name="ext">The object's records, or null where it has none.</param>
    /// <param name="problems">Takes what is wrong.</param>
    public static CodeInformation Link(IReadOnlyList<(CodeFunction Function, int Start)> functions, BtfExt? ext, ProblemList problems)
    {
        if (ext is null)
        {
            return CodeInformation.None;
        }

        var linker = new CodeInformationLinker(functions[0].Function, problems);
        foreach (var (function, start) in functions)
        {
            linker.Append(function, start, ext);
        }

        return linker.Complete();
    }

    private void Append(CodeFunction function, int start, BtfExt ext)
    {
        var (section, from, to) = (function.Section.Name, function.Start, function.End);
        var isMain = function == _main;
        if (isMain || _types.Count > 0)
        {
            // All functions have types or none has: without its own, the verifier takes a global function for a static one.
            var types = ext.Functions(section, from, to);
            if (types.IsEmpty && !isMain)
            {
                _problems.Add(Rules.Malformed, $"function {Printable.Name(function.Name)} has no function information, and program {Printable.Name(_main.Name)}, which calls it, has");
            }

            Append(_types, types, from, start, Instruction.Size);
        }

        // The kernel wants a line where every function begins, or none at all.
        var lines = ext.Lines(section, from, to);
        _hasLines &= !lines.IsEmpty && lines[0][0] == (uint)from;
        Append(_lines, lines, from, start, Instruction.Size);
        Append(_core, ext.Core(section, from, to), from, start * Instruction.Size, 1);
    }

    private CodeInformation Complete()
    {
        if (!_hasLines)
        {
            _lines.Clear();
        }

        if (_core.Count > 0 && _types.Count == 0 && _lines.Count == 0)
        {
            _problems.Add(Rules.Malformed, $"program {Printable.Name(_main.Name)} has CO-RE relocations and no function information, without which the kernel ignores them");
        }

        return new CodeInformation(_types.ToEquatableArray(), _lines.ToEquatableArray(), _core.ToEquatableArray());
    }

    /// <param name="words">Where the records go.</param>
    /// <param name="records">The records of one function.</param>
    /// <param name="from">Where the function begins in its section, in bytes.</param>
    /// <param name="start">Where it begins in the program, in the unit that the kernel wants.</param>
    /// <param name="unit">That unit in bytes.</param>
    private static void Append(List<uint> words, ReadOnlySpan<uint[]> records, int from, int start, int unit)
    {
        foreach (var record in records)
        {
            words.Add(((record[0] - (uint)from) / (uint)unit) + (uint)start);
            for (var i = 1; i < record.Length; i++)
            {
                words.Add(record[i]);
            }
        }
    }
}
