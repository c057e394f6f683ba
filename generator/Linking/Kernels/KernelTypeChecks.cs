using System.Collections.Generic;
using System.Linq;
using System.Threading;
using BpfGen.Btf;
using BpfGen.CoreRelocations;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Model;
using BpfGen.Loading;
using BpfGen.Wire;

namespace BpfGen.Generator.Linking;

/// <summary>
/// Looks up what an object reads of the kernel in the kernels that the project supports (<c>BpfKernelBtf</c>): the fields, types and
/// enumerators of CO-RE relocations, kernel functions and variables, and the functions and tracepoints that programs attach to by BTF.
/// </summary>
internal static class KernelTypeChecks
{
    private const int LongestList = 20_000;

    public static IEnumerable<Problem> Run(ObjectModel model, IReadOnlyList<KernelTypes> kernels, CancellationToken cancel)
    {
        foreach (var kernel in kernels)
        {
            cancel.ThrowIfCancellationRequested();
            foreach (var problem in OfRelocations(model, kernel).Concat(OfTargets(model, kernel)).Concat(OfSymbols(model, kernel)))
            {
                yield return problem;
            }
        }
    }

    private static IEnumerable<Problem> OfRelocations(ObjectModel model, KernelTypes kernel)
    {
        if (model.Types is not { } information)
        {
            yield break;
        }

        var local = new BtfTypeList(TypeBytes.Of(information, model.IsLittleEndian), model.IsLittleEndian);
        var resolver = new CoreResolver(local, kernel, model.IsLittleEndian);
        var results = new Dictionary<(int Function, int Instruction), (CoreRelocation Relocation, CoreResult Result)>();
        for (var function = 0; function < model.Functions.Count; function++)
        {
            foreach (var (instruction, relocation) in RelocationsOf(model.Functions[function]))
            {
                results[(function, instruction)] = (relocation, resolver.Resolve(relocation));
            }
        }

        foreach (var program in model.Programs)
        {
            var failed = results
                .Where(pair => pair.Value.Result.Outcome != CoreOutcome.Resolved && program.Functions.Contains(pair.Key.Function))
                    .ToList();
            if (failed.Count == 0)
            {
                continue;
            }

            var reached = new ReachableCode(model, ValueOf).Run(program);
            foreach (var pair in failed.Where(pair => reached.Contains(pair.Key)).OrderBy(pair => pair.Key))
            {
                yield return Problem.Of(
                    program.AutoLoad ? Rules.MissingInKernel : Rules.MissingInKernelOptional,
                    $"Program {Printable.Name(program.Name)} reads {Printable.Name(AccessText.Of(local, pair.Value.Relocation))}"
                        + LineOf(model, local, pair.Key.Function, pair.Key.Instruction),
                    kernel.Name,
                    (pair.Value.Result.Failure is { } failure ? " " + failure : "") + Nearby(local, pair.Value.Relocation, kernel));
            }
        }

        ulong? ValueOf(int function, int instruction) =>
            results.TryGetValue((function, instruction), out var found) && found.Result.Outcome == CoreOutcome.Resolved
                ? found.Result.NewValue
                : null;
    }

    private static IEnumerable<Problem> OfTargets(ObjectModel model, KernelTypes kernel)
    {
        foreach (var program in model.Programs.Where(
            program => program.Kind is { IsBound: true, Target: not null, Type: not ProgramType.Extension }))
        {
            var symbol = KernelTargets.Of(program.Kind.AttachType, program.Kind.Target!);
            if (!kernel.Has(symbol.Name, symbol.Kind))
            {
                yield return Problem.Of(
                    program.AutoLoad ? Rules.MissingInKernel : Rules.MissingInKernelOptional,
                    $"Program {Printable.Name(program.Name)} attaches to {Printable.Name(program.Kind.Target!)}",
                    kernel.Name,
                    Nearest.Suggestion(program.Kind.Target!, Candidates(kernel, symbol)));
            }
        }
    }

    private static IEnumerable<Problem> OfSymbols(ObjectModel model, KernelTypes kernel)
    {
        foreach (var symbol in model.KernelSymbols.Where(symbol => !symbol.IsOptional))
        {
            if (symbol.Kind is KernelSymbolKind.Function or KernelSymbolKind.Variable
                && KindOf(symbol.Kind) is var kind && !kernel.Has(symbol.Name, kind) && IsOwn(model, symbol))
            {
                yield return Problem.Of(
                    Rules.MissingInKernel,
                    $"The object uses kernel {(kind == BtfKind.Function ? "function" : "variable")} {Printable.Name(symbol.Name)}",
                    kernel.Name,
                    Nearest.Suggestion(symbol.Name, kernel.NamesOf(kind).Take(LongestList)));
            }
        }
    }

    /// <summary>
    /// Whether a relocation refers to a symbol. The attach targets of programs are symbols as well, and are checked above.
    /// </summary>
    private static bool IsOwn(ObjectModel model, KernelSymbolModel symbol)
    {
        var index = model.KernelSymbols.ToList().IndexOf(symbol);
        return model.Functions.Any(function => function.Relocations.Any(relocation =>
            relocation.Kind is RelocationKind.KernelCall or RelocationKind.KernelAddress && relocation.Index == index));
    }

    private static IEnumerable<string> Candidates(KernelTypes kernel, (string Name, BtfKind Kind, string Prefix) symbol) =>
        kernel.NamesOf(symbol.Kind)
            .Where(name => name.StartsWith(symbol.Prefix, System.StringComparison.Ordinal))
            .Select(name => name.Substring(symbol.Prefix.Length))
            .Take(LongestList);

    private static BtfKind KindOf(KernelSymbolKind kind) => kind == KernelSymbolKind.Function ? BtfKind.Function : BtfKind.Variable;

    private static IEnumerable<(int Instruction, CoreRelocation Relocation)> RelocationsOf(FunctionModel function)
    {
        var numbers = function.Information.CoreRelocations;
        for (var i = 0; i + Packing.NumbersPerRecord <= numbers.Count; i += Packing.NumbersPerRecord)
        {
            yield return (
                (int)(numbers[i] / Instruction.Size),
                new CoreRelocation(numbers[i + 1], numbers[i + 2], (CoreRelocationKind)numbers[i + 3]));
        }
    }

    /// <summary>The source line of an instruction: <c> (probe.bpf.c:12)</c>; empty if it is unknown.</summary>
    private static string LineOf(ObjectModel model, BtfTypeList local, int function, int instruction)
    {
        var lines = model.Functions[function].Information.Lines;
        var last = -1;
        for (var i = 0; i + Packing.NumbersPerRecord <= lines.Count && lines[i] <= instruction; i += Packing.NumbersPerRecord)
        {
            last = i;
        }

        return last < 0 ? "" : $" ({Printable.Text(AccessText.Text(local, lines[last + 1]))}:{lines[last + 3] >> 10})";
    }

    /// <summary>The name of a similar member of the kernel's type.</summary>
    private static string Nearby(BtfTypeList local, in CoreRelocation relocation, KernelTypes kernel)
    {
        if (CoreAccess.TryRead(local, relocation) is not { Steps: { Count: > 0 } steps }
            || steps[steps.Count - 1] is not { Name: not 0 } step
            || local.At(step.Type) is not { Name: not 0 } type)
        {
            return "";
        }

        var names = kernel.Find(type).SelectMany(candidate => MemberList.Of(candidate.Types, candidate.Id));
        var name = AccessText.Text(local, step.Name);
        var members = names.ToList();
        return members.Contains(name) ? $" Its member {Printable.Name(name)} has another type there." : Nearest.Suggestion(name, members);
    }
}
