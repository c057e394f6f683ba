using System;
using System.ComponentModel;
using BpfGen.Wire;

namespace BpfGen.Loading;

/// <summary>
/// The code of an object, as generated code contains it: the functions one after another, and tables of their relocations, source lines and
/// jump targets. The loader assembles programs from these functions. If several programs call a function, the object's code contains it
/// only once.
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

    /// <summary>Wraps the data in generated code.</summary>
    /// <param name="instructions">The instructions of all functions, as compiled.</param>
    /// <param name="functions">Two numbers for each function: the index of its first instruction, and its BTF type or 0.</param>
    /// <param name="relocations">
    /// Three numbers for each relocation: the index of the instruction, the kind of the relocation, and the index of the target.
    /// </param>
    /// <param name="lines">The source lines of the instructions (<c>struct bpf_line_info</c>), packed.</param>
    /// <param name="coreRelocations">The CO-RE relocations (<c>struct bpf_core_relo</c>), packed.</param>
    /// <param name="jumpTables">
    /// For each jump table: the number of its targets, then the targets. A target is the index of an instruction, counted from the start of
    /// the function.
    /// </param>
    /// <param name="memory">The memory of the load for the unpacked records; null for arrays.</param>
    internal ObjectCode(
        ReadOnlySpan<ulong> instructions,
        ReadOnlySpan<uint> functions,
        ReadOnlySpan<uint> relocations,
        ReadOnlySpan<ulong> lines = default,
        ReadOnlySpan<ulong> coreRelocations = default,
        ReadOnlySpan<int> jumpTables = default,
        LoadMemory? memory = null)
    {
        _instructions = instructions;
        _functions = functions;
        _relocations = relocations;
        _lines = PackedRecords.Unpack(lines, memory);
        _core = PackedRecords.Unpack(coreRelocations, memory);
        JumpTables = jumpTables;
    }

    internal ReadOnlySpan<int> JumpTables { get; }

    /// <summary>The CO-RE relocations of all functions: four numbers each.</summary>
    internal ReadOnlySpan<uint> CoreRelocations => _core;

    /// <summary>The instructions of all functions, as compiled.</summary>
    internal ReadOnlySpan<ulong> Instructions => _instructions;

    /// <summary>The count of numbers in the source lines of all functions.</summary>
    internal int LineNumberCount => _lines.Length;

    internal int FunctionCount => _functions.Length / NumbersPerFunction;

    /// <summary>Returns a function by its index.</summary>
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

    /// <returns>The records whose first number is in the range. The records must be sorted by their first number.</returns>
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
