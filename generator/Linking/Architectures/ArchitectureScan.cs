using System.Collections.Generic;
using System.Linq;
using BpfGen.CoreRelocations;
using BpfGen.Generator.Btf;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Model;
using BpfGen.KernelFacts;
using BpfGen.Wire;

namespace BpfGen.Generator.Linking;

/// <summary>
/// Finds the programs that work on one architecture only. Such programs use a register or system call function that only this architecture
/// has, or read registers at the offsets of this architecture without a CO-RE relocation.
/// </summary>
internal sealed class ArchitectureScan
{
    private readonly ObjectModel _model;
    private readonly BtfTypes _types;
    private readonly RegisterStructs _structs;

    /// <summary>The CO-RE relocations that access a register, by the indexes of the function and the instruction.</summary>
    private readonly Dictionary<(int Function, int Instruction), Access> _accesses = [];

    /// <summary>
    /// The instructions with CO-RE relocations. <c>_questions</c> has only those that ask whether the kernel has a field, type or
    /// enumerator.
    /// </summary>
    private readonly HashSet<(int Function, int Instruction)> _relocated = [];
    private readonly HashSet<(int Function, int Instruction)> _questions = [];

    private ArchitectureScan(ObjectModel model, BtfTypes types)
    {
        _model = model;
        _types = types;
        _structs = new RegisterStructs(types);
    }

    /// <param name="model">The object.</param>
    /// <param name="types">The object's types; null if it has none.</param>
    /// <returns>
    /// For each program, its first use of a register or function that only one architecture has; null if it has no such use.
    /// </returns>
    public static ArchitectureUse?[] Run(ObjectModel model, BtfTypes? types)
    {
        var uses = model.Programs.Select(Target).ToArray();
        if (types is not null)
        {
            var scan = new ArchitectureScan(model, types);
            scan.AddRelocations(uses);
            scan.AddOffsets(uses);
        }

        var isForSeveral = uses.OfType<ArchitectureUse>().Select(use => use.Architecture).Distinct().Count() > 1;
        return [.. uses.Select(use => use is null ? null : use with { IsOneOfSeveral = isForSeveral })];
    }

    private static ArchitectureUse? Target(ProgramModel program)
    {
        var target = program.Kind.Target ?? "";
        if (program.Kind.Type is not (ProgramType.Kprobe or ProgramType.Tracing)
            || CpuArchitectures.OfSystemCall(target, out var call) is not { } architecture)
        {
            return null;
        }

        var fix = program.Kind.Name is "kprobe" or "kretprobe"
            ? $"SEC(\"{(program.Kind.Name == "kprobe" ? "ksyscall" : "kretsyscall")}/{call}\") finds the function on each architecture."
            : "Name a function that all architectures have, or make the program optional: SEC(\"?…\").";
        return new ArchitectureUse(architecture, $"attaches to {Printable.Name(target)}", IsTarget: true, fix);
    }

    /// <summary>Adds the programs that access registers by name (CO-RE).</summary>
    private void AddRelocations(ArchitectureUse?[] uses)
    {
        for (var i = 0; i < _model.Functions.Count; i++)
        {
            var numbers = _model.Functions[i].Information.CoreRelocations;
            for (var j = 0; j + Packing.NumbersPerRecord <= numbers.Count; j += Packing.NumbersPerRecord)
            {
                var place = (i, (int)(numbers[j] / Instruction.Size));
                var kind = (CoreRelocationKind)numbers[j + 3];
                _types.Effort.Spend(4);
                _relocated.Add(place);
                if (CoreRelocationKinds.IsOfField(kind)
                    && _types.Strings.At(numbers[j + 2]) is { } access && _structs.Accessed(numbers[j + 1], access) is { } accessed)
                {
                    _accesses[place] = new Access(accessed.Architecture, accessed.Text, kind);
                }

                if (CoreRelocationKinds.IsQuestion(kind))
                {
                    _questions.Add(place);
                }
            }
        }

        foreach (var architecture in _accesses.Values.Select(access => access.Architecture).Distinct().ToList())
        {
            var byFunction = _accesses
                .Where(pair => pair.Value.Architecture == architecture && pair.Value.Kind != CoreRelocationKind.FieldExists)
                .ToLookup(pair => pair.Key.Function);
            for (var i = 0; i < uses.Length; i++)
            {
                uses[i] = uses[i] is null or { IsTarget: true }
                    ? Accessed(_model.Programs[i], architecture, byFunction) ?? uses[i]
                    : uses[i];
            }
        }
    }

    /// <summary>
    /// Finds the first access to a register of one architecture that the program would also execute on other architectures. A program can
    /// avoid the access there by a CO-RE question: whether the kernel has the register, or something else that shows the architecture.
    /// </summary>
    private ArchitectureUse? Accessed(
        ProgramModel program, CpuArchitecture architecture, ILookup<int, KeyValuePair<(int Function, int Instruction), Access>> byFunction)
    {
        var accesses = program.Functions.SelectMany(function => byFunction[function]).ToList();
        if (accesses.Count > 0 && _questions.Count > 0)
        {
            foreach (var answer in (ulong[])[0, 1])
            {
                var reached = new ReachableCode(
                    _model, (function, instruction) => Answer((function, instruction), answer), _types.Effort).Run(program);
                accesses.RemoveAll(pair => !reached.Contains(pair.Key));
            }
        }

        return accesses.OrderBy(pair => pair.Key)
            .Select(pair => new ArchitectureUse(
                architecture,
                $"reads '{pair.Value.Text}'" + SourceLine.Of(_model.Functions[pair.Key.Function], pair.Key.Instruction, _types)))
            .FirstOrDefault();

        // Returns the answer to a CO-RE question (whether a field exists) on a machine of another architecture. For a register of this
        // architecture, the answer is 0, because the other machine does not have this register. Null means that the answer is unknown.
        ulong? Answer((int Function, int Instruction) place, ulong answer) => !_questions.Contains(place) ? null
            : _accesses.TryGetValue(place, out var access) && access.Architecture == architecture ? 0
            : answer;
    }

    /// <summary>Adds the programs that read their context at the offset of a register, without a relocation.</summary>
    private void AddOffsets(ArchitectureUse?[] uses)
    {
        var contexts = _model.Programs.Select(program => program.Functions.Count > 0
            && program.Kind.Type is ProgramType.Kprobe or ProgramType.PerfEvent
            ? _structs.Context(_model.Functions[program.Functions[0]].Information.Type) : null).ToArray();
        if (!contexts.Any(context => context is not null))
        {
            return;
        }

        PointerFlow.Run(_model, _types.Effort, (function, place, instruction, registers) =>
        {
            if (Read(instruction, registers) is { Kind: PointerKind.Context, Offset: >= 0 } read
                && uses[read.Index] is null or { IsTarget: true }
                && contexts[read.Index] is { } context && read.Offset < context.Type.SizeOrType && !_relocated.Contains((function, place)))
            {
                var member = _structs.MemberAt(context.Type, read.Offset) is { } name ? $" ('{name}')" : "";
                uses[read.Index] = new ArchitectureUse(
                    context.Architecture,
                    $"reads its context at offset {read.Offset}{member}, "
                        + $"as 'struct {context.Type.Name}' of {CpuArchitectures.NameOf(context.Architecture)} has it"
                        + SourceLine.Of(_model.Functions[function], place, _types));
            }
        });
    }

    /// <summary>The address from which an instruction or a helper (<c>bpf_probe_read*</c>) reads.</summary>
    private static Pointer Read(Instruction instruction, Pointer[] registers) =>
        instruction is { IsLoad: true, IsLoadImmediate64: false }
            ? registers[instruction.Source].Plus(Pointer.Number(instruction.Offset))
            : instruction is { IsHelperCall: true, Immediate: 4 or 112 or 113 } ? registers[3] : Pointer.Unknown;

    private readonly record struct Access(CpuArchitecture Architecture, string Text, CoreRelocationKind Kind);
}
