using System;
using System.Globalization;
using System.Linq;
using System.Threading;
using BpfGen.Generator;
using BpfGen.Generator.Checks;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Emission;
using BpfGen.Generator.Model;

namespace BpfGen.Fuzz;

/// <summary>Measures what an object costs: time, memory and generated code.</summary>
internal static class CostTarget
{
    public static void Measure(string name, byte[] bytes)
    {
        GC.Collect();
        var before = GC.GetTotalAllocatedBytes();
        var peak = 0L;
        var done = false;
        var sampler = new Thread(() =>
        {
            while (!Volatile.Read(ref done))
            {
                peak = Math.Max(peak, GC.GetTotalMemory(false));
                Thread.Sleep(1);
            }
        });
        var start = GC.GetTotalMemory(false);
        sampler.Start();
        var clock = new CpuClock();
        var problems = new ProblemList(new Effort(bytes.Length, CancellationToken.None));
        var model = ObjectReader.Link(bytes, TypeRequests.None, problems, CancellationToken.None);
        var linked = clock.Elapsed;
        var text = 0;
        var message = "";
        if (model is not null)
        {
            try
            {
                text = HandleEmitter.Emit(Handle, model, values: null, CancellationToken.None).Length;
            }
            catch (LimitException exception)
            {
                message = "emit: " + exception.Message;
            }
        }

        var emitted = clock.Elapsed;
        if (model is not null)
        {
            ObjectChecks.Run(
                new ObjectResult("x.o", model, problems.ToArray()),
                new Contract("x.o", null, []),
                [Handle],
                TargetPlatform.Of(""),
                CancellationToken.None);
        }

        var all = clock.Elapsed;
        Volatile.Write(ref done, true);
        sampler.Join();
        message += string.Join(" | ", problems.ToArray().Where(problem => problem.Rule.Id is "BPFGEN044" or "BPFGEN099").Take(1)
            .Select(problem => problem.Message));
        Console.WriteLine(string.Format(
            CultureInfo.InvariantCulture,
            "{0,-55} {1,8} B link {2,5:0} emit {3,5:0} check {4,5:0} ms, alloc {5,5} MB, peak {6,4} MB, text {7,9} ({8:0.0}x) "
                + "steps {9:0.0}/B {10} {11}",
            name,
            bytes.Length,
            linked.TotalMilliseconds,
            (emitted - linked).TotalMilliseconds,
            (all - emitted).TotalMilliseconds,
            (GC.GetTotalAllocatedBytes() - before) >> 20,
            (peak - start) >> 20,
            text,
            (text - 65536) / (double)bytes.Length,
            (((double)bytes.Length * Effort.StepsPerByte) + Effort.FewSteps - problems.Effort.Rest) / bytes.Length,
            string.Join(",", problems.ToArray().Select(problem => problem.Rule.Id.Substring(6)).Distinct()),
            message.Length > 150 ? message.Substring(0, 150) : message));
    }

    /// <summary>Measures the processor time of the process, which depends less on the load of the machine than elapsed time.</summary>
    private sealed class CpuClock
    {
        private readonly TimeSpan _start = Environment.CpuUsage.TotalTime;

        public TimeSpan Elapsed => Environment.CpuUsage.TotalTime - _start;
    }

    private static PlannedHandle Handle { get; } = new(
        "x.o", new HandleClass("Sample", [], "class", "Probe", "internal"), "Probe.g.cs", null);
}
