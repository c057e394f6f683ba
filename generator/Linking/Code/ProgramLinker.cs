using System.Collections.Generic;
using System.Linq;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Model;
using BpfGen.Wire;

namespace BpfGen.Generator.Linking;

/// <summary>
/// Links a program: collects its main function and, without duplicates, all functions that it calls. The loader joins these functions into
/// one program.
/// </summary>
internal sealed class ProgramLinker
{
    /// <summary>The maximum number of instructions that the kernel accepts (<c>BPF_COMPLEXITY_LIMIT_INSNS</c>).</summary>
    public const int MaxInstructions = 1_000_000;

    private readonly CodeFunction _main;
    private readonly FunctionLinker _functions;
    private readonly ProblemList _problems;
    private readonly List<int> _parts = [];
    private readonly HashSet<int> _isPart = [];
    private readonly Dictionary<int, HelperCall> _helpers = [];
    private int _instructions;

    private ProgramLinker(CodeFunction main, FunctionLinker functions, ProblemList problems)
    {
        _main = main;
        _functions = functions;
        _problems = problems;
    }

    public static ProgramModel Link(
        CodeFunction main, ProgramKind kind, FunctionLinker functions, ExceptionCallbacks callbacks, ProblemList problems)
    {
        var linker = new ProgramLinker(main, functions, problems);
        linker.Append(main);
        if (callbacks.Of(main) is { } callback)
        {
            linker.Append(callback);
        }

        linker.CheckInformation();
        main.Section.Image.Effort.SpendName(main.Name);
        return new ProgramModel(
            main.Name,
            SectionNames.WithoutMark(main.SectionName),
            kind,
            linker._parts.ToEquatableArray(),
            linker._instructions,
            linker._helpers.Values.OrderBy(call => call.Instruction).ToEquatableArray())
        {
            AutoLoad = SectionNames.LoadsByDefault(main.SectionName),
            Member = main.Request?.Member,
        };
    }

    private void Append(CodeFunction first)
    {
        // Functions are appended in the order of their first call, depth first. This uses a Stack instead of recursion, because an object
        // can nest calls without limit.
        var pending = new Stack<int>();
        pending.Push(_functions.IndexOf(first));
        while (pending.Count > 0)
        {
            var index = pending.Pop();
            if (!_isPart.Add(index))
            {
                continue;
            }

            // Count the effort of a function for each program that calls it: many programs can share many functions, and each later pass
            // visits a shared function once for each program.
            var function = _functions.At(index);
            _main.Section.Image.Effort.Spend(CostOf(function));
            if (_instructions + function.Instructions.Count > MaxInstructions)
            {
                _problems.Add(
                    Rules.BadProgram,
                    Printable.Name(_main.Name),
                    Printable.Name(_main.Section.Name),
                    $"together with the functions that it calls, it has more than {MaxInstructions} instructions. Split it into "
                    + "programs that tail-call each other");
                break;
            }

            _parts.Add(index);
            foreach (var call in function.HelperCalls.Where(call => !_helpers.ContainsKey(call.Helper)))
            {
                _helpers.Add(call.Helper, call with { Instruction = _instructions + call.Instruction });
            }

            _instructions += function.Instructions.Count;
            foreach (var call in function.Relocations.Where(relocation => relocation.Kind == RelocationKind.Function).Reverse())
            {
                pending.Push(call.Index);
            }
        }
    }

    private static int CostOf(FunctionModel function) =>
        16 + (4 * (function.Relocations.Count + function.HelperCalls.Count)) + function.Information.CoreRelocations.Count;

    /// <summary>
    /// Checks that either all functions of a program have function information, or none has. The verifier treats a global function without
    /// function information as static.
    /// </summary>
    private void CheckInformation()
    {
        var functions = _parts.Select(_functions.At).ToList();
        var isTyped = functions.Count > 0 && functions[0].Information.Type != 0;
        foreach (var function in functions.Where(function => isTyped && function.Information.Type == 0))
        {
            _problems.Add(
                Rules.Malformed,
                $"section '.BTF.ext' has function information for program {Printable.Name(_main.Name)}, "
                + $"but none for function {Printable.Name(function.Name)}, which the program calls");
        }

        if (!isTyped
            && functions.Exists(function => function.Information.CoreRelocations.Count > 0)
            && functions.Exists(function => function.Information.Lines.Count == 0))
        {
            _problems.Add(
                Rules.Malformed,
                $"section '.BTF.ext' has CO-RE relocations for program {Printable.Name(_main.Name)}, but no function information; the "
                + "kernel ignores CO-RE relocations without it");
        }
    }
}
