using System;
using System.Collections.Generic;
using System.Diagnostics;
using BpfGen.Kernel.Library;
using BpfGen.Kernel.Tests.Support;

namespace BpfGen.Kernel.Tests.Cases;

/// <summary>
/// CO-RE relocations whose values the build resolved (BpfKernelBtf with Embed). BpfGen.Kernel.Matrix gives the build the BTF of the kernels
/// that it runs, and says so in a variable. A binary that was published otherwise has no values.
/// </summary>
internal static class EmbeddedValueCases
{
    private static bool HasValues { get; } = Environment.GetEnvironmentVariable("BPFGEN_EMBEDDED_VALUES") == "1";

    /// <summary>From this version on, the kernel applies CO-RE relocations itself.</summary>
    private static Need OwnRelocations { get; } = Need.Linux(5, 17);

    public static IEnumerable<Case> All =>
    [
        With("CO-RE values of the build", Events, isForTypesOfAll: true),
        With("CO-RE values of the build, absent types", Checks, isForTypesOfAll: false),
    ];

    /// <summary>Creates a case for one object.</summary>
    /// <param name="name">The name of the case.</param>
    /// <param name="isAppliedByKernel">Loads the object, checks what it does, and returns whether the kernel applied relocations.</param>
    /// <param name="isForTypesOfAll">Whether the kernel has all types of the object: a module could have the others.</param>
    private static Case With(string name, Func<bool> isAppliedByKernel, bool isForTypesOfAll) => new(name, () =>
    {
        if (HasValues && isForTypesOfAll)
        {
            Check.Same(false, isAppliedByKernel(), "whether the kernel applies relocations while its BTF is visible");
        }

        using var hidden = new HiddenFolder("/sys/kernel/btf");
        Check.Same(!HasValues, isAppliedByKernel(), "whether the kernel applies relocations while its BTF is hidden");
    })
    {
        Need = HasValues ? Need.Nothing : OwnRelocations,
        Refusal = () =>
        {
            using var hidden = new HiddenFolder("/sys/kernel/btf");
            isAppliedByKernel();
        },
        RefusedWith = "or embed the CO-RE values of this kernel at build time (BpfKernelBtf with Embed)",
    };

    /// <summary>The record of a started program has the process that started it, which the program reads from kernel structs.</summary>
    private static bool Events()
    {
        using var execs = EmbeddedExecs.Load(new() { Programs = { LogLevel = VerifierLogLevel.Instructions } });
        using var reader = execs.Events.OpenReader();
        using var links = execs.Attach();
        using var child = Process.Start("/bin/true");
        var parent = 0;
        Check.Soon(
            () => reader.Poll(TimeSpan.FromMilliseconds(50), (in record) => parent = record.Pid == child.Id ? record.Parent : parent) >= 0
                && parent != 0,
            "the record of the started program arrives");
        Check.Same(Environment.ProcessId, parent, "the process that started the program");
        return HasRelocations(execs.OnEnter) || HasRelocations(execs.OnExit);
    }

    /// <summary>The program finds a field of its process, and that some fields and types do not exist.</summary>
    private static bool Checks()
    {
        using var core = EmbeddedCore.Load(new() { Programs = { LogLevel = VerifierLogLevel.Instructions } });
        CoreChecks.Run(core.ReadTask, core.Results);
        return HasRelocations(core.ReadTask);
    }

    /// <summary>The verifier's log has a line for each relocation that the kernel applies.</summary>
    private static bool HasRelocations(BpfProgram program) => program.VerifierLog?.Contains("relo #", StringComparison.Ordinal) == true;
}
