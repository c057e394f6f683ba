using System;
using System.Collections.Generic;
using BpfGen.Interop;
using BpfGen.Wire;

namespace BpfGen.Loading;

/// <summary>Assembles programs from an object's functions, one program at a time. All programs use the same buffers.</summary>
/// <param name="memory">The memory of the load.</param>
internal sealed class ProgramCode(LoadMemory memory)
{
    private const int NumbersPerType = 2;

    /// <summary>The start of a function that is not in the program.</summary>
    private const int Absent = -1;

    private LoadList<ulong> _instructions;
    private LoadList<uint> _types;
    private LoadList<uint> _lines;
    private LoadList<uint> _core;
    private LoadList<int> _starts;

    /// <summary>The maps that programs can use, for messages.</summary>
    public List<FileDescriptor?> Maps { get; init; } = [];

    /// <summary>The program's instructions. Valid until the next call of <see cref="Assemble"/>.</summary>
    public Span<ulong> Instructions => _instructions.Items;

    /// <summary>
    /// The BTF types, source lines and CO-RE relocations, which the kernel gets together with the instructions. Valid until the next call
    /// of <see cref="Assemble"/>.
    /// </summary>
    public ProgramInformation Information => new(_types.Items, _lines.Items, _core.Items)
    {
        IsCoreResolved = IsCoreResolved,
    };

    /// <summary>Whether the CO-RE relocations are applied already, so that the kernel must not apply them again.</summary>
    public bool IsCoreResolved { get; set; }

    /// <summary>Returns the index, in the program, of the first instruction of one of the object's functions.</summary>
    /// <exception cref="InvalidOperationException">The function is not in the program.</exception>
    public int StartOf(int function) => _starts.Items[function] is var start and not Absent
        ? start
        : throw new InvalidOperationException(
            $"The program refers to function {function}, which is not in the program's list of functions. The generated code is damaged.");

    /// <param name="code">The object's functions.</param>
    /// <param name="functions">The indexes of the program's functions, its main function first. Each index occurs only once.</param>
    public void Assemble(in ObjectCode code, ReadOnlySpan<int> functions)
    {
        _instructions.Reset(memory, code.Instructions.Length);
        _types.Reset(memory, code.FunctionCount * NumbersPerType);
        _lines.Reset(memory, code.LineNumberCount);
        _core.Reset(memory, code.CoreRelocations.Length);
        _starts.Reset(memory, code.FunctionCount);
        IsCoreResolved = false;
        var starts = _starts.Add(code.FunctionCount);
        starts.Fill(Absent);
        var haveLines = true;
        foreach (var index in functions)
        {
            var function = code[index];
            var start = _instructions.Count;
            starts[index] = start;
            _instructions.Add(function.Instructions);
            _types.Add([(uint)start, function.Type]);
            Append(ref _lines, function.Lines, start - function.Start);
            Append(ref _core, function.CoreRelocations, (start - function.Start) * sizeof(ulong));
            haveLines &= !function.Lines.IsEmpty;
        }

        // The kernel requires a type and a line for the start of every function, or no types and no lines at all. So if one is missing,
        // leave all of them out.
        if (_types.Items[1] == 0)
        {
            _types.Clear();
        }

        if (!haveLines)
        {
            _lines.Clear();
        }
    }

    private static void Append(ref LoadList<uint> records, ReadOnlySpan<uint> added, int distance)
    {
        var own = records.Add(added);
        for (var i = 0; i < own.Length; i += Packing.NumbersPerRecord)
        {
            own[i] += (uint)distance;
        }
    }
}
