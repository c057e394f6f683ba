using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace BpfGen.Sample;

/// <summary>Shows how long block devices take to complete requests.</summary>
internal static class BiolatencyCommand
{
    private const string BlockDevices = "/sys/class/block";
    private const int MinorBits = 20;

    public static Command Create()
    {
        var disk = new Option<string>("--disk") { Description = "Measure only this disk.", HelpName = "name" };
        disk.CompletionSources.Add(_ => Disks().Values.Order());
        disk.Validators.Add(result =>
        {
            var name = result.GetValueOrDefault<string>() ?? "";
            if (!Disks().ContainsValue(name))
            {
                result.AddError($"There is no disk '{name}'. The disks are {string.Join(", ", Disks().Values.Order())}.");
            }
        });
        var byDisk = new Option<bool>("--disks", "-D") { Description = "Show a histogram for each disk." };
        var queued = new Option<bool>("--queued", "-Q") { Description = "Include the time that requests wait in the system's queue." };
        var milliseconds = new Option<bool>("--milliseconds", "-m") { Description = "Count milliseconds instead of microseconds." };
        var interval = CommonOptions.Interval("Show a histogram each time that this many seconds have passed. Default: only at the end.");
        var count = CommonOptions.Count("Stop after this many intervals.");
        var duration = CommonOptions.Duration();
        var json = CommonOptions.Json();

        var command = new Command("biolatency", "Shows how long block devices take to complete requests, as a histogram.")
        {
            disk, byDisk, queued, milliseconds, interval, count, duration, json,
        };
        command.Validators.Add(CommonOptions.CountRequiresInterval);
        command.SetAction(async (given, cancellationToken) =>
        {
            // Load the object. The command-line options become constants of the programs. The programs count into histograms in the kernel.
            var disks = Disks();
            KernelSupport.Require(Biolatency.CheckSupport());
            using var probe = Biolatency.Load(new()
            {
                Rodata =
                {
                    WithQueue = given.GetValue(queued),
                    ByDisk = given.GetValue(byDisk),
                    WantedDisk = disks.FirstOrDefault(other => other.Value == given.GetValue(disk)).Key,
                    MicrosecondsPerUnit = given.GetValue(milliseconds) ? 1000u : 1,
                },
                Programs = { OnInsert = { AutoLoad = given.GetValue(queued) } },
            });

            // Attach each program to the hook that its section names.
            using var links = probe.Attach();
            Console.Error.WriteLine("Measuring block I/O. Press Ctrl-C to stop.");

            // Print the histograms each time that the interval has passed, and at the end.
            using var stop = CommonOptions.StopAfter(given.GetValue(duration), cancellationToken);
            var wait = given.GetValue(interval) > 0 ? TimeSpan.FromSeconds(given.GetValue(interval)) : Timeout.InfiniteTimeSpan;
            var earlier = new Dictionary<uint, Biolatency.Types.Histogram>();
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
                foreach (var (number, histogram) in probe.Histograms.OrderBy(entry => entry.Key))
                {
                    var before = earlier.GetValueOrDefault(number);
                    var buckets = Histogram.BucketsSince(before.Slots, histogram.Slots);
                    earlier[number] = histogram;
                    if (buckets.Count == 0)
                    {
                        continue;
                    }

                    var name = given.GetValue(byDisk) ? disks.GetValueOrDefault(number, "unknown") : null;
                    var title = name is null ? $"{time:HH:mm:ss}" : $"{time:HH:mm:ss} disk {name}";
                    Console.WriteLine(given.GetValue(json)
                        ? JsonSerializer.Serialize(new DiskLatency(time, name, unit, buckets), SampleJson.Default.DiskLatency)
                        : $"\n{title}\n{Histogram.Draw(unit, buckets)}");
                }
            }

            Console.Error.WriteLine($"{probe.Bss.Measured} requests, {probe.Bss.Lost} lost.");
        });
        return command;
    }

    /// <summary>Finds the names of disks by their device numbers, as the kernel encodes them.</summary>
    private static Dictionary<uint, string> Disks()
    {
        var disks = new Dictionary<uint, string>();
        foreach (var folder in Directory.GetDirectories(BlockDevices))
        {
            // Skip partitions, because requests belong to the whole disk.
            if (!File.Exists(Path.Combine(folder, "partition")))
            {
                var numbers = File.ReadAllText(Path.Combine(folder, "dev")).Split(':'); // 254:0
                var major = uint.Parse(numbers[0], CultureInfo.InvariantCulture);
                var minor = uint.Parse(numbers[1], CultureInfo.InvariantCulture);
                disks[(major << MinorBits) | minor] = Path.GetFileName(folder);
            }
        }

        return disks;
    }

    /// <summary>A histogram as <c>--json</c> prints it.</summary>
    internal sealed record DiskLatency(DateTimeOffset Time, string? Disk, string Unit, List<Histogram.Bucket> Buckets);
}
