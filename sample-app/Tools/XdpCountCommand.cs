using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;

namespace BpfGen.Sample;

/// <summary>Counts the packets that an interface receives, before the network stack sees them.</summary>
internal sealed class XdpCountCommand : ToolCommand
{
    private static readonly Columns<Row> Columns = new()
    {
        { "protocol", -10, (in row) => NameOf(row.Protocol) },
        { "packets", 12, (in row) => row.Total.Packets },
        { "bytes", 15, (in row) => row.Total.Bytes },
        { "packets_per_second", 18, (in row) => row.PacketsPerSecond },
        { "bits_per_second", 18, (in row) => row.BitsPerSecond },
    };

    private readonly Option<string> _interface = NewOption.Text("The network interface.", "lo", "--interface", "-i");
    private readonly Option<XdpMode> _mode = NewOption.Valued<XdpMode>("Where packets are counted: default, generic, native or offload.", default, ParseMode, "--mode", "-m");
    private readonly Option<double> _interval = NewOption.Seconds("How often to show the counts, in seconds.", 1, "--interval");

    public XdpCountCommand()
        : base("xdp-count", "Counts the packets that an interface receives, by protocol (XDP).", "intervals") => AddToolOptions(_interface, _mode, _interval);

    protected override void Run(ParseResult given, Watch watch)
    {
        var device = given.GetRequiredValue(_interface);
        using var probe = XdpCount.Load();
        using var link = probe.Count.Attach(device, given.GetRequiredValue(_mode));
        watch.Say($"Counting on {device}; Ctrl-C ends.");
        var before = new XdpCount.Types.Traffic[probe.Counts.Length];
        var clock = Stopwatch.StartNew();
        watch.Repeat(TimeSpan.FromSeconds(given.GetRequiredValue(_interval)), Columns, () =>
        {
            var seconds = clock.Elapsed.TotalSeconds;
            clock.Restart();
            return Read(probe.Counts, before, seconds);
        });
    }

    private static List<Row> Read(PerCpuArrayMap<XdpCount.Types.Traffic> counts, XdpCount.Types.Traffic[] before, double seconds)
    {
        var rows = new List<Row>();
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

            ref var earlier = ref before[protocol];
            if (total.Packets > 0)
            {
                rows.Add(new Row(protocol, total, (total.Packets - earlier.Packets) / seconds, (total.Bytes - earlier.Bytes) * 8 / seconds));
            }

            earlier = total;
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
        _ => "ip " + protocol.ToString(CultureInfo.InvariantCulture),
    };

    private static bool ParseMode(string text, out XdpMode mode)
    {
        XdpMode? found = text switch { "default" => XdpMode.Default, "generic" => XdpMode.Generic, "native" => XdpMode.Native, "offload" => XdpMode.Offload, _ => null };
        mode = found ?? default;
        return found is not null;
    }

    private sealed record Row(uint Protocol, XdpCount.Types.Traffic Total, double PacketsPerSecond, double BitsPerSecond);
}
