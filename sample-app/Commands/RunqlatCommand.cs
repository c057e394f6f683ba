using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace BpfGen.Sample;

/// <summary>Shows how long runnable threads wait for a CPU.</summary>
internal static class RunqlatCommand
{
    public static Command Create()
    {
        var process = new Option<uint>("--pid", "-p") { Description = "Measure only the process with this ID.", HelpName = "pid" };
        var byProcess = new Option<bool>("--pids", "-P") { Description = "Show a histogram for each process." };
        var milliseconds = new Option<bool>("--milliseconds", "-m") { Description = "Count milliseconds instead of microseconds." };
        var interval = CommonOptions.Interval("Show a histogram each time that this many seconds have passed. Default: only at the end.");
        var count = CommonOptions.Count("Stop after this many intervals.");
        var duration = CommonOptions.Duration();
        var json = CommonOptions.Json();

        var command = new Command("runqlat", "Shows how long runnable threads wait for a CPU, as a histogram.")
        {
            process, byProcess, milliseconds, interval, count, duration, json,
        };
        command.Validators.Add(CommonOptions.CountRequiresInterval);
        command.SetAction(async (given, cancellationToken) =>
        {
            // Load the object. The command-line options become constants of the programs. The programs count into histograms in the kernel.
            KernelSupport.Require(Runqlat.CheckSupport());
            using var probe = Runqlat.Load(new()
            {
                Rodata =
                {
                    WantedProcess = given.GetValue(process),
                    ByProcess = given.GetValue(byProcess),
                    MicrosecondsPerUnit = given.GetValue(milliseconds) ? 1000u : 1,
                },
            });

            // Attach each program to the hook that its section names.
            using var links = probe.Attach();
            Console.Error.WriteLine("Measuring run queues. Press Ctrl-C to stop.");

            // Print the histograms each time that the interval has passed, and at the end.
            using var stop = CommonOptions.StopAfter(given.GetValue(duration), cancellationToken);
            var wait = given.GetValue(interval) > 0 ? TimeSpan.FromSeconds(given.GetValue(interval)) : Timeout.InfiniteTimeSpan;
            var earlier = new Dictionary<uint, Runqlat.Types.Process>();
            for (var (isLast, intervals) = (false, 1u); !isLast; intervals++)
            {
                await Task.Delay(wait, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                isLast = stop.IsCancellationRequested || intervals == given.GetValue(count);
                if (isLast)
                {
                    links.Dispose(); // Detach before the last output, so that its histograms contain all measured values.
                }

                // Print the values that were added to each histogram since the last output.
                var time = DateTimeOffset.Now;
                var unit = given.GetValue(milliseconds) ? "msecs" : "usecs";
                foreach (var (pid, entry) in probe.Processes.OrderBy(entry => entry.Key))
                {
                    var before = earlier.GetValueOrDefault(pid);
                    var buckets = Histogram.BucketsSince(before.Histogram.Slots, entry.Histogram.Slots);
                    earlier[pid] = entry;
                    if (buckets.Count == 0)
                    {
                        continue;
                    }

                    var latency = given.GetValue(byProcess)
                        ? new QueueLatency(time, pid, entry.Command.ToString(), unit, buckets)
                        : new QueueLatency(time, null, null, unit, buckets);
                    var title = given.GetValue(byProcess) ? $"{time:HH:mm:ss} process {pid} ({latency.Command})" : $"{time:HH:mm:ss}";
                    Console.WriteLine(given.GetValue(json)
                        ? JsonSerializer.Serialize(latency, SampleJson.Default.QueueLatency)
                        : $"\n{title}\n{Histogram.Draw(unit, buckets)}");
                }
            }

            Console.Error.WriteLine($"{probe.Bss.Measured} waits, {probe.Bss.Lost} lost.");
        });
        return command;
    }

    /// <summary>A histogram as <c>--json</c> prints it.</summary>
    internal sealed record QueueLatency(DateTimeOffset Time, uint? Pid, string? Command, string Unit, List<Histogram.Bucket> Buckets);
}
