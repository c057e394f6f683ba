using System;
using System.Collections.Generic;
using System.IO;
using BpfGen.Kernel.Tests.Support;
using BpfGen.Runtime.Tests.Support;

namespace BpfGen.Kernel.Tests.Cases;

/// <summary>
/// Sleepable programs. They read a page of the process's memory that is not loaded yet, so the read waits until the kernel has loaded the
/// page.
/// </summary>
internal static class SleepableCases
{
    private const ulong Word = 0x1122_3344_5566_7788;
    private const int BadAddress = 14;

    public static IEnumerable<Case> All =>
    [
        new("uprobe.s", UserFunction) { Need = Need.Linux(6, 0), Refusal = UserFunction, RefusedWith = "lsm programs can be sleepable" },
        new Case("lsm.s", Hook) { Need = Need.Linux(5, 11), Refusal = Hook, RefusedWith = "bpf_lsm_file_open is not sleepable" }
            .ByTrampoline(),
        new("fentry.s", KernelFunction)
        {
            Need = Need.Linux(6, 2),
            Refusal = KernelFunction,
            RefusedWith = "bpf_fentry_test1 is not sleepable",
        },
    ];

    private static void UserFunction()
    {
        using var sleepable = Sleepable.Load(new() { Programs = { OnFunction = { AutoLoad = true } } });
        using var library = new ProbedLibrary();
        using var link = sleepable.OnFunction.Attach(library.Path, "probed_one");
        ReadsWord(sleepable, () => library.Call(0, 1));
    }

    private static void Hook()
    {
        using var sleepable = Sleepable.Load(new() { Programs = { OnOpen = { AutoLoad = true } } });
        using var link = sleepable.OnOpen.Attach();
        ReadsWord(sleepable, () => File.OpenHandle("/proc/self/status").Dispose());
    }

    /// <summary>The kernel calls this function in a test run of an fentry program.</summary>
    private static void KernelFunction()
    {
        using var sleepable = Sleepable.Load(new() { Programs = { OnCall = { AutoLoad = true } } });
        using var link = sleepable.OnCall.Attach();
        ReadsWord(sleepable, () => sleepable.OnCall.TestRun());
    }

    private static unsafe void ReadsWord(Sleepable sleepable, Action trigger)
    {
        using var page = new UntouchedPage(Word);
        sleepable.Bss.Process = Trigger.Process;
        sleepable.Bss.Address = (ulong)page.Address;
        trigger();
        Check.Same(
            (1ul, 0L, Word), (sleepable.Bss.Runs, sleepable.Bss.Result, sleepable.Bss.Word),
            "the runs, the result and the word that the program reads");
        Check.Same(-BadAddress, sleepable.Bss.WithoutSleep, "the result of the read in a program that is not sleepable");
    }
}
