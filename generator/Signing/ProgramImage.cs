using System.Collections.Generic;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Model;
using BpfGen.Wire;

namespace BpfGen.Generator.Signing;

/// <summary>
/// A program in the form in which the loader program loads it: its functions one after another. Its instructions refer to maps by their
/// index in an array of file descriptors, so they are the same on every machine. Only the references to kernel symbols are completed at
/// load time.
/// </summary>
internal sealed class ProgramImage
{
    private const int SourceShift = 12;
    private const ulong SourceMask = 0xful << SourceShift;
    private const int ImmediateShift = 32;
    private const ulong LowerHalf = 0xffff_ffff;

    /// <summary>The pseudo source registers of maps that are found by their index (<c>BPF_PSEUDO_MAP_IDX</c>) are 4 higher.</summary>
    private const int ByIndex = 4;

    private readonly List<ulong> _instructions = [];
    private readonly List<uint> _types = [];
    private readonly List<uint> _lines = [];
    private readonly List<uint> _core = [];
    private readonly List<(int Instruction, RelocationKind Kind, int Symbol)> _symbols = [];

    public ProgramImage(ObjectModel model, ProgramModel program)
    {
        var starts = new Dictionary<int, int>();
        foreach (var index in program.Functions)
        {
            starts[index] = _instructions.Count;
            Append(model.Functions[index]);
        }

        var haveLines = true;
        foreach (var index in program.Functions)
        {
            haveLines &= model.Functions[index].Information.Lines.Count > 0;
            foreach (var relocation in model.Functions[index].Relocations)
            {
                Apply(relocation, starts[index] + relocation.Instruction, starts);
            }
        }

        // The kernel requires a type and a line for the start of every function, or no types and no lines at all.
        if (_types.Count > 0 && _types[1] == 0)
        {
            _types.Clear();
        }

        if (!haveLines)
        {
            _lines.Clear();
        }
    }

    public IReadOnlyList<ulong> Instructions => _instructions;

    /// <summary>The <c>struct bpf_func_info</c> records.</summary>
    public IReadOnlyList<uint> Types => _types;

    /// <summary>The <c>struct bpf_line_info</c> records.</summary>
    public IReadOnlyList<uint> Lines => _lines;

    /// <summary>The <c>struct bpf_core_relo</c> records.</summary>
    public IReadOnlyList<uint> CoreRelocations => _core;

    /// <summary>
    /// The instructions that refer to kernel symbols. They have the form of a missing symbol: a call that the verifier rejects if it can be
    /// reached, or the address 0.
    /// </summary>
    public IReadOnlyList<(int Instruction, RelocationKind Kind, int Symbol)> Symbols => _symbols;

    private void Append(FunctionModel function)
    {
        var start = (uint)_instructions.Count;
        foreach (var instruction in function.Instructions)
        {
            _instructions.Add(instruction);
        }

        _types.Add(start);
        _types.Add(function.Information.Type);
        Append(_lines, function.Information.Lines, start);
        Append(_core, function.Information.CoreRelocations, start * sizeof(ulong));
    }

    private static void Append(List<uint> records, EquatableArray<uint> added, uint distance)
    {
        for (var i = 0; i < added.Count; i++)
        {
            records.Add(i % Packing.NumbersPerRecord == 0 ? added[i] + distance : added[i]);
        }
    }

    private void Apply(Relocation relocation, int place, Dictionary<int, int> starts)
    {
        switch (relocation.Kind)
        {
            case RelocationKind.MapDescriptor or RelocationKind.MapValue:
                SetSource(place, (int)relocation.Kind + ByIndex);
                SetImmediate(place, relocation.Index);
                break;

            case RelocationKind.Function:
                SetImmediate(place, starts[relocation.Index] - (place + 1));
                break;

            case RelocationKind.KernelCall:
                SetSource(place, 0);
                SetImmediate(place, AbsentFunctions.First + relocation.Index);
                _symbols.Add((place, relocation.Kind, relocation.Index));
                break;

            case RelocationKind.KernelAddress:
                SetSource(place, 0);
                SetImmediate(place, 0);
                SetImmediate(place + 1, 0);
                _symbols.Add((place, relocation.Kind, relocation.Index));
                break;
        }
    }

    private void SetSource(int place, int source) =>
        _instructions[place] = (_instructions[place] & ~SourceMask) | ((ulong)source << SourceShift);

    private void SetImmediate(int place, int value) =>
        _instructions[place] = (_instructions[place] & LowerHalf) | ((ulong)(uint)value << ImmediateShift);
}
