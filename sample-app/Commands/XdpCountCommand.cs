using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Diagnostics;
using System.Threading.Tasks;

namespace BpfGen.Sample;

/// <summary>Counts the packets that an interface receives, before the network stack sees them.</summary>
internal static class XdpCountCommand
{
    public static Command Create()
    {
        var interfaceName = new Option<string>("--interface", "-i")
        {
            Description = "The network interface.",
            HelpName = "name",
            DefaultValueFactory = _ => "lo",
        };
        var mode = new Option<XdpMode>("--mode", "-m") { Description = "Where the kernel runs the program." };
        mode.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, "default", "generic", "native", "offload");
        var interval = CommonOptions.Interval("Show the counts each time that this many seconds have passed.");
        interval.DefaultValueFactory = _ => 1;
        var count = CommonOptions.Count("Stop after this many intervals.");
        var duration = CommonOptions.Duration();
        var json = CommonOptions.Json();

        var command = new Command("xdp-count", "Counts the packets that an interface receives, by protocol (XDP).")
        {
            interfaceName, mode, interval, count, duration, json,
        };
        command.SetAction(async (given, cancellationToken) =>
        {
            // Load the object, and attach its program to the interface.
            KernelSupport.Require(XdpCount.CheckSupport());
            using var probe = XdpCount.Load();
            using var link = probe.Count.Attach(given.GetRequiredValue(interfaceName), given.GetValue(mode));
            Console.Error.WriteLine($"Counting packets on {given.GetValue(interfaceName)}. Press Ctrl-C to stop.");

            // Open the output, and define the columns of its table.
            var rows = Rows.Open(given.GetValue(json), SampleJson.Default.ProtocolTraffic,
            [
                new("PROTOCOL", -10, row => row.Protocol),
                new("PACKETS", 12, row => $"{row.Packets}"),
                new("BYTES", 15, row => $"{row.Bytes}"),
                new("PACKETS PER SECOND", 18, row => $"{row.PacketsPerSecond:F3}"),
                new("BITS PER SECOND", 18, row => $"{row.BitsPerSecond:F3}"),
            ]);

            // Read the counters each time that the interval has passed, and once at the end.
            using var stop = CommonOptions.StopAfter(given.GetValue(duration), cancellationToken);
            var earlier = new XdpCount.Types.Traffic[probe.Counts.Length];
            var wait = TimeSpan.FromSeconds(given.GetValue(interval));
            var clock = Stopwatch.StartNew();
            await using (rows)
            {
                var intervals = 0u;
                do
                {
                    await Task.Delay(wait, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    var seconds = clock.Elapsed.TotalSeconds;
                    clock.Restart();
                    rows.Replace(Read(probe.Counts, earlier, seconds));
                }
                while (!stop.IsCancellationRequested && ++intervals != given.GetValue(count));
            }
        });
        return command;
    }

    /// <summary>Adds up the counters of all CPUs, and subtracts the sums of the previous output.</summary>
    private static List<ProtocolTraffic> Read(
        PerCpuArrayMap<XdpCount.Types.Traffic> counts, XdpCount.Types.Traffic[] earlier, double seconds)
    {
        var rows = new List<ProtocolTraffic>();
        var values = new XdpCount.Types.Traffic[PerCpuMap.CpuCount];
        for (var protocol = 0u; protocol < counts.Length; protocol++)
        {
            counts.GetValues(protocol, values);
            var total = default(XdpCount.Types.Traffic);
            foreach (var value in values)
            {
                total.Packets += value.Packets;
                total.Bytes += value.Bytes;
            }

            if (total.Packets > 0)
            {
                rows.Add(new ProtocolTraffic(
                    NameOf(protocol),
                    total.Packets,
                    total.Bytes,
                    Math.Round((total.Packets - earlier[protocol].Packets) / seconds, 3),
                    Math.Round((total.Bytes - earlier[protocol].Bytes) * 8 / seconds, 3)));
            }

            earlier[protocol] = total;
        }

        return rows;
    }

    private static string NameOf(uint protocol) => protocol switch
    {
        1 => "icmp",
        2 => "igmp",
        6 => "tcp",
        17 => "udp",
        47 => "gre",
        50 => "esp",
        58 => "icmpv6",
        132 => "sctp",
        (uint)XdpCount.Types.Protocol.Arp => "arp",
        (uint)XdpCount.Types.Protocol.Other => "other",
        _ => $"ip {protocol}",
    };

    /// <summary>A row of the output: the traffic of one protocol since the previous output.</summary>
    internal sealed record ProtocolTraffic(string Protocol, ulong Packets, ulong Bytes, double PacketsPerSecond, double BitsPerSecond);
}
