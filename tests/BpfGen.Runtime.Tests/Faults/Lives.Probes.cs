using System;
using System.Runtime.ExceptionServices;
using BpfGen.Runtime.Tests.Support;

namespace BpfGen.Runtime.Tests.Faults;

/// <content>Lives of uprobes and USDT probes.</content>
internal static partial class Lives
{
    private static void Uprobe(Stage stage, ProbeMode mode)
    {
        using var tracer = Uprobes.Load();
        using var link = tracer.OnStart.Attach(stage.Library, "probed_one", new UprobeOptions { Mode = mode });
        stage.CallLibrary();
        Expect(tracer.Bss.Starts == 1);
    }

    private static void Semaphore(Stage stage, ProbeMode mode)
    {
        using var tracer = Uprobes.Load();
        var options = new UprobeOptions { Mode = mode, ReferenceCounterOffset = ProbedLibrary.SemaphoreAddress };
        using var link = tracer.OnStart.Attach(stage.Library, "probed_one", options);
        Expect(stage.Semaphore == 1);
        stage.CallLibrary();
        Expect(tracer.Bss.Starts == 1);
    }

    /// <summary>
    /// The map has room for the arguments of two places. An attachment that fails gives the room back, so that the next one succeeds.
    /// </summary>
    private static void UsdtInTwoPlaces(Stage stage)
    {
        using var tracer = Usdt.Load();
        ExceptionDispatchInfo? failure = null;
        UsdtLink link;
        try
        {
            link = tracer.OnWork.Attach(stage.Library, "bpfgen", "pair");
        }
        catch (BpfException exception)
        {
            failure = ExceptionDispatchInfo.Capture(exception);
            link = tracer.OnWork.Attach(stage.Library, "bpfgen", "pair");
        }

        using (link)
        {
            stage.CallPair();
            Expect(tracer.Bss.Hits == 2 && tracer.Bss.Values[1] == 20);
        }

        failure?.Throw();
    }

    private static void UsdtWithSemaphore(Stage stage, int? process)
    {
        using var tracer = Usdt.Load();
        using (tracer.OnWork.Attach(stage.Library, "bpfgen", "work", new UsdtOptions { Pid = process }))
        {
            Expect(stage.Semaphore == 1);
            stage.CallProbe();
            Expect(tracer.Bss.Hits == 1);
        }

        Expect(stage.Semaphore == 0);
    }
}
