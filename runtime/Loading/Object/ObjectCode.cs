using System;
using System.ComponentModel;
using BpfGen.Wire;

namespace BpfGen.Loading;

/// <summary>
/// The functions of an object, one after another, and what belongs to their instructions, as generated code has it. Programs are put together of them: one
/// that several programs call is here once.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly ref struct ObjectCode
{
    private const int NumbersPerFunction = 2;
    private const int NumbersPerRelocation = 3;

    private readonly ReadOnlySpan<ulong> _instructions;
    private readonly ReadOnlySpan<uint> _functions;
    private readonly ReadOnlySpan<uint> _relocations;
    private readonly ReadOnlySpan<uint> _lines;
    private readonly ReadOnlySpan<uint> _core;

    /// <summary>Takes what generated code has.</summary>
    /// <param name="instructions">The instructions of all functions, as they were compiled.</param>
    /// <param name="functions">Two numbers each: the first instruction, and the BTF type, 0 for none.</param>
    /// <param name="relocations">Three numbers each: the instruction, the kind of what it wants, and which one.</param>
    /// <param name="lines">Which source line each instruction comes from (<c>struct bpf_line_info</c>), packed.</param>
    /// <param name="coreRelocations">What depends on the running kernel (<c>struct bpf_core_relo</c>), packed.</param>
    /// <param name="jumpTables">Of each jump table, how many instructions follow, and which, from the start of the function.</param>
    public ObjectCode(
        ReadOnlySpan<ulong> instructions,
        ReadOnlySpan<uint> functions,
        ReadOnlySpan<uint> relocations,
        ReadOnlySpan<ulong> lines = default,
        ReadOnlySpan<ulong> coreRelocations = default,
        ReadOnlySpan<int> jumpTables = default)
    {
        _instructions = instructions;
        _functions = functions;
        _relocations = relocations;
        _lines = PackedRecords.Unpack(lines);
        _core = PackedRecords.Unpack(coreRelocations);
        JumpTables = jumpTables;
    }

    internal ReadOnlySpan<int> JumpTables { get; }

    internal int FunctionCount => _functions.Length / NumbersPerFunction;

    /// <summary>A function, by its number.</summary>
    internal FunctionCode this[int index]
    {
        get
        {
            var (start, end) = (StartOf(index), index + 1 < FunctionCount ? StartOf(index + 1) : _instructions.Length);
            return new FunctionCode
            {
                Start = start,
                Type = _functions[(index * NumbersPerFunction) + 1],
                Instructions = _instructions[start..end],
                Relocations = Between(_relocations, NumbersPerRelocation, start, end),
                Lines = Between(_lines, Packing.NumbersPerRecord, start, end),
                CoreRelocations = Between(_core, Packing.NumbersPerRecord, start * sizeof(ulong), end * sizeof(ulong)),
            };
        }
    }

    private int StartOf(int function) => (int)_functions[function * NumbersPerFunction];

    /// <returns>The records whose first number is in a range: they are in the order of that.</returns>
    private static ReadOnlySpan<uint> Between(ReadOnlySpan<uint> records, int numbers, int start, int end)
    {
        var first = FirstFrom(records, numbers, (uint)start);
        var rest = records[first..];
        return rest[..FirstFrom(rest, numbers, (uint)end)];
    }

    private static int FirstFrom(ReadOnlySpan<uint> records, int numbers, uint place)
    {
        var (low, high) = (0, records.Length / numbers);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = records[middle * numbers] < place ? (middle + 1, high) : (low, middle);
        }

        return low * numbers;
    }
}
