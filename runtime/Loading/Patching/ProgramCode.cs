using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using BpfGen.Wire;

namespace BpfGen.Loading;

/// <summary>Puts programs together of an object's functions, one program at a time, in memory that it keeps.</summary>
internal sealed class ProgramCode
{
    private readonly List<ulong> _instructions = [];
    private readonly List<uint> _types = [];
    private readonly List<uint> _lines = [];
    private readonly List<uint> _core = [];
    private int[] _starts = [];

    /// <summary>The program's instructions, valid until the next one is put together.</summary>
    public Span<ulong> Instructions => CollectionsMarshal.AsSpan(_instructions);

    /// <summary>What the kernel is told of them; as long as they are.</summary>
    public ProgramInformation Information => new(CollectionsMarshal.AsSpan(_types), CollectionsMarshal.AsSpan(_lines), CollectionsMarshal.AsSpan(_core));

    /// <summary>Where in the program a function of the object begins that is part of it.</summary>
    public int StartOf(int function) => _starts[function];

    /// <param name="code">The object's functions.</param>
    /// <param name="functions">Those that the program is made of, its own first.</param>
    public void Assemble(in ObjectCode code, ReadOnlySpan<int> functions)
    {
        _instructions.Clear();
        _types.Clear();
        _lines.Clear();
        _core.Clear();
        if (_starts.Length < code.FunctionCount)
        {
            _starts = new int[code.FunctionCount];
        }

        var haveLines = true;
        foreach (var index in functions)
        {
            var function = code[index];
            var start = _instructions.Count;
            _starts[index] = start;
            _instructions.AddRange(function.Instructions);
            _types.Add((uint)start);
            _types.Add(function.Type);
            Append(_lines, function.Lines, start - function.Start);
            Append(_core, function.CoreRelocations, (start - function.Start) * sizeof(ulong));
            haveLines &= !function.Lines.IsEmpty;
        }

        // The kernel wants a type and a line where every function begins, or none at all.
        if (_types[1] == 0)
        {
            _types.Clear();
        }

        if (!haveLines)
        {
            _lines.Clear();
        }
    }

    private static void Append(List<uint> records, ReadOnlySpan<uint> added, int distance)
    {
        var first = records.Count;
        records.AddRange(added);
        var own = CollectionsMarshal.AsSpan(records)[first..];
        for (var i = 0; i < own.Length; i += Packing.NumbersPerRecord)
        {
            own[i] += (uint)distance;
        }
    }
}
