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
/// Checks that the kernels that the project supports (<c>BpfKernelBtf</c>) have everything that an object requires: the fields, types and
/// enumerators of CO-RE relocations, kernel functions and variables, and the functions and tracepoints that programs attach to by BTF.
/// </summary>
internal static class KernelTypeChecks
{
    private const int LongestList = 20_000;
    private const int StepsPerRelocation = 256;

    /// <summary>
    /// The maximum number of missing symbols to report for a kernel. To find a similar name, each symbol is compared with all names of the
    /// kernel.
    /// </summary>
    private const int MostProblems = 100;

    public static IEnumerable<Problem> Run(ObjectModel model, IReadOnlyList<KernelTypes> kernels, CancellationToken cancel)
    {
        foreach (var kernel in kernels)
        {
            cancel.ThrowIfCancellationRequested();
            var problems = OfRelocations(model, kernel, cancel);
            if (kernel.HasFunctions)
            {
                problems = problems.Concat(OfTargets(model, kernel)).Concat(OfSymbols(model, kernel).Take(MostProblems));
            }

            foreach (var problem in problems)
            {
                cancel.ThrowIfCancellationRequested();
                yield return problem;
            }
        }
    }

    private static IEnumerable<Problem> OfRelocations(ObjectModel model, KernelTypes kernel, CancellationToken cancel)
    {
        var effort = new Effort(model.Size, cancel);
        if (model.Types is not { } information)
        {
            yield break;
        }

        var local = new BtfTypeList(TypeBytes.Of(information, model.IsLittleEndian), model.IsLittleEndian);
        var resolver = new CoreResolver(local, kernel, model.IsLittleEndian);
        var results = new Dictionary<(int Function, int Instruction), (CoreRelocation Relocation, CoreResult Result)>();
        for (var function = 0; function < model.Functions.Count; function++)
        {
            foreach (var (instruction, relocation) in CoreRecords.Of(model.Functions[function]))
            {
                effort.Spend(StepsPerRelocation);
                results[(function, instruction)] = (relocation, resolver.Resolve(relocation));
            }
        }

        var failures = results.Where(pair => pair.Value.Result.Outcome != CoreOutcome.Resolved).ToLookup(pair => pair.Key.Function);
        foreach (var program in model.Programs)
        {
            effort.Spend(program.Functions.Count);
            var failed = program.Functions.Distinct().SelectMany(function => failures[function]).ToList();
            if (failed.Count == 0)
            {
                continue;
            }

            effort.Spend(failed.Count * StepsPerRelocation);
            var reached = new ReachableCode(model, ValueOf, effort).Run(program);
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
            if (KernelTargets.Of(program.Kind.AttachType, program.Kind.Target!) is { } symbol && !kernel.Has(symbol.Name, symbol.Kind))
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
        var used = UsedSymbols(model);
        for (var i = 0; i < model.KernelSymbols.Count; i++)
        {
            var symbol = model.KernelSymbols[i];
            if (symbol.Kind is not (KernelSymbolKind.Function or KernelSymbolKind.Variable) || !used.Contains(i))
            {
                continue;
            }

            var kind = KindOf(symbol.Kind);
            var types = kernel.OfName(symbol.Name, kind).ToList();
            var subject = $"The object uses kernel {(kind == BtfKind.Function ? "function" : "variable")} {Printable.Name(symbol.Name)}";
            if (types.Count == 0 && !symbol.IsOptional)
            {
                yield return Problem.Of(
                    Rules.MissingInKernel, subject, kernel.Name, Nearest.Suggestion(symbol.Name, kernel.NamesOf(kind).Take(LongestList)));
            }
            else if (types.Count > 0 && Differs(symbol, types))
            {
                yield return Problem.Of(
                    Rules.MissingInKernel,
                    subject + " with another declaration",
                    kernel.Name,
                    " Copy the declaration from the vmlinux.h of that kernel.");
            }
        }
    }

    /// <summary>
    /// Whether the load fails because the kernel declares the symbol with another type. If this symbol is an optional function, the load
    /// does not fail: the function counts as missing.
    /// </summary>
    private static bool Differs(KernelSymbolModel symbol, List<BtfTypeRecord> types) =>
        symbol.Signature is { } signature
        && !(symbol.IsOptional && symbol.Kind == KernelSymbolKind.Function)
        && !types.Exists(type => SignatureMatcher.Matches(type.Source, type.SizeOrType, signature));

    /// <summary>
    /// The indexes of the symbols that relocations refer to. The attach targets of programs are also symbols, but <c>OfTargets</c> checks
    /// them.
    /// </summary>
    private static HashSet<int> UsedSymbols(ObjectModel model) =>
        [.. model.Functions.SelectMany(function => function.Relocations)
            .Where(relocation => relocation.Kind is RelocationKind.KernelCall or RelocationKind.KernelAddress)
            .Select(relocation => relocation.Index)];

    private static IEnumerable<string> Candidates(KernelTypes kernel, (string Name, BtfKind Kind, string Prefix) symbol) =>
        kernel.NamesOf(symbol.Kind)
            .Where(name => name.StartsWith(symbol.Prefix, System.StringComparison.Ordinal))
            .Select(name => name.Substring(symbol.Prefix.Length))
            .Take(LongestList);

    private static BtfKind KindOf(KernelSymbolKind kind) => kind == KernelSymbolKind.Function ? BtfKind.Function : BtfKind.Variable;

    /// <summary>The source line of an instruction: <c> (probe.bpf.c:12)</c>; empty if it is unknown.</summary>
    private static string LineOf(ObjectModel model, BtfTypeList local, int function, int instruction)
    {
        var lines = model.Functions[function].Information.Lines;
        var last = SourceLine.IndexOf(lines, instruction);
        return last < 0 ? "" : $" ({Printable.Text(AccessText.Text(local, lines[last + 1]))}:{lines[last + 3] >> 10})";
    }

    /// <summary>
    /// Suggests a member of the kernel's type with a similar name. If the member exists with another type, returns a text that says so.
    /// </summary>
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
