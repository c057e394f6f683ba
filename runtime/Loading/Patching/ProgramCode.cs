using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using BpfGen.Interop;
using BpfGen.Wire;

namespace BpfGen.Loading;

/// <summary>Assembles programs from an object's functions, one program at a time. All programs use the same buffers.</summary>
internal sealed class ProgramCode
{
    private readonly List<ulong> _instructions = [];
    private readonly List<uint> _types = [];
    private readonly List<uint> _lines = [];
    private readonly List<uint> _core = [];
    private int[] _starts = [];

    /// <summary>The maps that programs can use, for messages.</summary>
    public List<FileDescriptor?> Maps { get; init; } = [];

    /// <summary>The program's instructions. Valid until the next call of <see cref="Assemble"/>.</summary>
    public Span<ulong> Instructions => CollectionsMarshal.AsSpan(_instructions);

    /// <summary>
    /// The BTF types, source lines and CO-RE relocations, which the kernel gets together with the instructions. Valid until the next call
    /// of <see cref="Assemble"/>.
    /// </summary>
    public ProgramInformation Information =>
        new(CollectionsMarshal.AsSpan(_types), CollectionsMarshal.AsSpan(_lines), CollectionsMarshal.AsSpan(_core))
        {
            IsCoreResolved = IsCoreResolved,
        };

    /// <summary>Whether the CO-RE relocations are applied already, so that the kernel must not apply them again.</summary>
    public bool IsCoreResolved { get; set; }

    /// <summary>Returns the index, in the program, of the first instruction of one of the object's functions.</summary>
    public int StartOf(int function) => _starts[function];

    /// <param name="code">The object's functions.</param>
    /// <param name="functions">The indexes of the program's functions, its main function first.</param>
    public void Assemble(in ObjectCode code, ReadOnlySpan<int> functions)
    {
        _instructions.Clear();
        _types.Clear();
        _lines.Clear();
        _core.Clear();
        IsCoreResolved = false;
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

        // The kernel requires a type and a line for the start of every function, or no types and no lines at all. So if one is missing,
        // leave all of them out.
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
