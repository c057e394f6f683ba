using System.Collections.Generic;
using System.Linq;
using BpfGen.Generator.Btf;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Linking;

/// <summary>
/// Links one program: its own code, and behind it, each once, the functions that it calls. The kernel wants a program in one piece, in which
/// a call says how many instructions away its target is.
/// </summary>
internal sealed class ProgramLinker
{
    /// <summary>The kernel takes no program of more instructions (<c>BPF_COMPLEXITY_LIMIT_INSNS</c>).</summary>
    public const int MostInstructions = 1_000_000;

    private readonly CodeReader _code;
    private readonly ProblemList _problems;
    private readonly CodeFunction _main;
    private readonly List<Instruction> _instructions = [];
    private readonly Dictionary<CodeFunction, int> _starts = [];
    private readonly List<(int Slot, FunctionUse Use)> _calls = [];
    private readonly List<MapReference> _maps = [];
    private readonly Dictionary<int, HelperCall> _helpers = [];
    private readonly List<KernelReference> _kernel = [];
    private readonly JumpTableLinker _jumpTables;

    private ProgramLinker(CodeFunction main, CodeReader code, ProblemList problems)
    {
        _main = main;
        _code = code;
        _problems = problems;
        _jumpTables = new JumpTableLinker(main, problems);
    }

    public static ProgramModel Link(
        CodeFunction main, ProgramKind kind, CodeReader code, ExceptionCallbacks callbacks, BtfExt? ext, ProblemList problems)
    {
        var linker = new ProgramLinker(main, code, problems);
        linker.Append(main);
        if (callbacks.Of(main) is { } callback)
        {
            linker.Append(callback);
        }

        linker.SetDistances();
        return new ProgramModel(
            main.Name,
            SectionNames.WithoutMark(main.Section.Name),
            kind,
            linker._instructions.Select(instruction => instruction.Word).ToEquatableArray(),
            linker._maps.ToEquatableArray(),
            linker._helpers.Values.OrderBy(call => call.Instruction).ToEquatableArray())
        {
            AutoLoad = SectionNames.LoadsByDefault(main.Section.Name),
            KernelReferences = linker._kernel.ToEquatableArray(),
            JumpTables = linker._jumpTables.Tables,
            JumpTableReferences = linker._jumpTables.References,
            Information = CodeInformationLinker.Link([.. linker._starts.OrderBy(pair => pair.Value).Select(pair => (pair.Key, pair.Value))], ext, problems),
        };
    }

    private void Append(CodeFunction first)
    {
        // In the order in which they are first met, as deep as calls go; a list of its own, since an object may nest them without end.
        var pending = new Stack<CodeFunction>();
        pending.Push(first);
        while (pending.Count > 0)
        {
            var function = pending.Pop();
            if (_starts.ContainsKey(function))
            {
                continue;
            }

            if (_instructions.Count + function.Slots > MostInstructions)
            {
                _problems.Add(Rules.BadProgram, Printable.Name(_main.Name), Printable.Name(_main.Section.Name), $"with the functions it calls it has more than {MostInstructions} instructions");
                break;
            }

            var start = _instructions.Count;
            _starts.Add(function, start);
            var code = _code.Read(function);
            _instructions.AddRange(code.Instructions);
            Collect(code, start);
            foreach (var use in code.References.OfType<FunctionUse>().Reverse())
            {
                pending.Push(use.Function);
            }
        }
    }

    private void SetDistances()
    {
        foreach (var (slot, use) in _calls)
        {
            // Of a program that is too large, which is an error already, not every function is there.
            if (_starts.TryGetValue(use.Function, out var start))
            {
                var instruction = use.IsAddress ? _instructions[slot].AsFunctionAddress() : _instructions[slot];
                _instructions[slot] = instruction.WithImmediate(start - slot - 1);
            }
        }
    }

    private void Collect(FunctionCode code, int start)
    {
        foreach (var reference in code.References)
        {
            var slot = start + reference.Slot;
            switch (reference)
            {
                case MapUse use:
                    _maps.Add(new MapReference(slot, MapReferenceKind.FileDescriptor, use.Map));
                    break;

                case DataUse use when slot + 1 < _instructions.Count:
                    SetPlace(slot, use.Offset);
                    _maps.Add(new MapReference(slot, MapReferenceKind.Value, use.Map));
                    break;

                case JumpTableUse use when slot + 1 < _instructions.Count:
                    SetPlace(slot, use.Offset);
                    _jumpTables.Add(slot, use.Table, code.Function, start);
                    break;

                case KernelUse use when use.IsCall || slot + 1 < _instructions.Count:
                    _kernel.Add(new KernelReference(slot, use.IsCall ? KernelReferenceKind.Call : KernelReferenceKind.Load, use.Symbol));
                    break;

                case FunctionUse use:
                    _calls.Add((slot, use));
                    break;

                case HelperUse use when !_helpers.ContainsKey(use.Helper):
                    _helpers.Add(use.Helper, new HelperCall(slot, use.Helper));
                    break;
            }
        }
    }

    /// <summary>The first half will hold the map, the second holds the place in it.</summary>
    private void SetPlace(int slot, int offset)
    {
        _instructions[slot] = _instructions[slot].WithImmediate(0);
        _instructions[slot + 1] = _instructions[slot + 1].WithImmediate(offset);
    }
}
