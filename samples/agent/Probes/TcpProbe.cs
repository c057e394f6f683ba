using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using BpfGen.Agent.Cgroups;
using BpfGen.Agent.Options;
using BpfGen.Agent.Pins;
using BpfGen.Agent.Web;
using BpfGen.Extensions.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Key = BpfGen.Agent.AgentTcp.Types.TcpKey;

namespace BpfGen.Agent.Probes;

/// <summary>TCP connections and retransmits.</summary>
internal sealed class TcpProbe(
    AgentOptions options,
    CgroupNames names,
    ProbePins<AgentTcp> pins,
    IEnumerable<TableSweeper<Key, ulong>> sweepers,
    BpfService<AgentTcp>? service = null)
    : AgentProbe<AgentTcp>(ProbeNames.Tcp, "TCP connections", options, service, pins)
{
    private readonly Rates<(string Place, int Port, bool Outgoing)> _rates = new(3);
    // In the order of their registration.
    private readonly IReadOnlyList<TableSweeper<Key, ulong>> _sweepers = [.. sweepers];

    public static void Add(IServiceCollection services, ProbeServices shared)
    {
        var pins = shared.Pins<AgentTcp>(services);
        var connections = shared.Sweeper<Key, ulong>(services);
        var failures = shared.Sweeper<Key, ulong>(services);
        var retransmits = shared.Sweeper<Key, ulong>(services);
        services.AddBpf<AgentTcp, AgentTcp.LoadOptions>((options, _) =>
            {
                pins.Begin();
                options.Maps.Lost.PinPath = pins.Map("lost");
                options.Maps.Connections.PinPath = pins.Map("connections");
                options.Maps.Failures.PinPath = pins.Map("failures");
                options.Maps.Retransmits.PinPath = pins.Map("retransmits");
            })
            .Configure(ProbeServices.Optional)
            .UseAttachment(probe =>
            [
                pins.Attach(probe.OnState, static program => program.Attach()),
                pins.Attach(probe.OnRetransmit, static program => program.Attach()),
            ])
            .AddCounter(
                "bpfgen.agent.tcp.connections",
                connections.For<AgentTcp>(probe => probe.Connections),
                Tags,
                Describe("Established TCP connections."))
            .AddCounter(
                "bpfgen.agent.tcp.failed_connections",
                failures.For<AgentTcp>(probe => probe.Failures),
                Tags,
                Describe("TCP connections that this node could not open."))
            .AddCounter(
                "bpfgen.agent.tcp.retransmits",
                retransmits.For<AgentTcp>(probe => probe.Retransmits),
                Tags,
                Describe("TCP segments that were sent again.", "{segment}"));

        TagList Tags(Key key) => shared.Tags(
            key.Cgroup, new("direction", key.Outgoing != 0 ? "outgoing" : "incoming"), new("port", (long)key.Port));

        static Action<BpfMetricOptions> Describe(string text, string unit = "{connection}") =>
            options => (options.Description, options.Unit) = (text, unit);
    }

    protected override long LostOf(AgentTcp probe) => Sum(probe.Lost);

    protected override void SweepTables(AgentTcp probe)
    {
        _sweepers[0].Sweep(probe.Connections);
        _sweepers[1].Sweep(probe.Failures);
        _sweepers[2].Sweep(probe.Retransmits);
    }

    protected override void Add(AgentTcp probe, Sample sample, double seconds)
    {
        _rates.Begin();
        Read(probe.Connections, 0);
        Read(probe.Failures, 1);
        Read(probe.Retransmits, 2);
        var rows = _rates.End(seconds);
        sample.Tcp = new(
            rows.Where(row => row.Key.Outgoing).Sum(row => row.Rates[0]),
            rows.Where(row => !row.Key.Outgoing).Sum(row => row.Rates[0]),
            rows.Sum(row => row.Rates[1]),
            rows.Sum(row => row.Rates[2]),
            [
                .. rows.OrderByDescending(row => row.Smooth.Sum()).Take(Top.Rows).Select(row => new TcpRow(
                    row.Key.Place,
                    row.Key.Port,
                    row.Key.Outgoing,
                    Top.Round(row.Smooth[0]),
                    Top.Round(row.Smooth[1]),
                    Top.Round(row.Smooth[2]))),
            ]);
    }

    private void Read(PerCpuHashMap<Key, ulong> map, int column) => TableReader.Read(map, (in Key key, ReadOnlySpan<ulong> values) =>
    {
        Span<long> counts = stackalloc long[3];
        foreach (var value in values)
        {
            counts[column] += (long)value;
        }

        _rates.Add((names.Find(key.Cgroup).Text, key.Port, key.Outgoing != 0), counts);
    });
}
