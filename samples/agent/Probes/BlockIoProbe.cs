using System;
using BpfGen.Agent.Options;
using BpfGen.Agent.Pins;
using BpfGen.Agent.Web;
using BpfGen.Extensions.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Key = BpfGen.Agent.AgentBlockIo.Types.BlockKey;
using Latency = BpfGen.Agent.AgentBlockIo.Types.Latency;

namespace BpfGen.Agent.Probes;

/// <summary>How long block devices take to complete requests.</summary>
internal sealed class BlockIoProbe(
    AgentOptions options,
    ProbePins<AgentBlockIo> pins,
    TableSweeper<Key, Latency>? sweeper = null,
    BpfService<AgentBlockIo>? service = null)
    : AgentProbe<AgentBlockIo>(ProbeNames.BlockIo, "Block I/O latency", options, service, pins)
{
    private readonly Histograms<(uint Device, uint Operation)> _histograms = new();

    public static void Add(IServiceCollection services, ProbeServices shared)
    {
        var pins = shared.Pins<AgentBlockIo>(services);
        var sweeper = shared.Sweeper<Key, Latency>(services);
        services.AddBpf<AgentBlockIo, AgentBlockIo.LoadOptions>((options, _) =>
            {
                pins.Begin();
                options.Maps.Lost.PinPath = pins.Map("lost");
                options.Maps.Starts.PinPath = pins.Map("starts");
                options.Maps.Requests.PinPath = pins.Map("requests");
            })
            .Configure(ProbeServices.Optional)
            .UseAttachment(probe =>
            [
                pins.Attach(probe.OnComplete, static program => program.Attach()),
                pins.Attach(probe.OnIssue, static program => program.Attach()),
            ])
            .AddHistogram(
                "bpfgen.agent.block_io.latency",
                sweeper.For<AgentBlockIo>(probe => probe.Requests),
                (in Latency latency) => latency.Slots[..],
                Tags,
                options =>
                {
                    (options.Unit, options.Scale) = ("s", 1e-6);
                    options.Description = "How long block devices take to complete requests.";
                })
            .AddCounter(
                "bpfgen.agent.block_io.time",
                sweeper.For<AgentBlockIo>(probe => probe.Requests),
                latency => latency.Total,
                Tags,
                options =>
                {
                    (options.Unit, options.Scale) = ("s", 1e-9);
                    options.Description = "The exact sum of the latencies.";
                })
            .AddCounter(
                "bpfgen.agent.block_io.size",
                sweeper.For<AgentBlockIo>(probe => probe.Requests),
                latency => latency.Bytes,
                Tags,
                options => (options.Unit, options.Description) = ("By", "The bytes of completed requests."));

        System.Diagnostics.TagList Tags(Key key) => shared.TagsWithoutCgroup(
            new("device", BlockDevices.Name(key.Device)), new("operation", BlockDevices.Operation(key.Operation)));
    }

    protected override long LostOf(AgentBlockIo probe) => Sum(probe.Lost);

    protected override void SweepTables(AgentBlockIo probe) => sweeper?.Sweep(probe.Requests);

    protected override void Add(AgentBlockIo probe, Sample sample, double seconds)
    {
        _histograms.Begin();
        TableReader.Read(probe.Requests, (in Key key, ReadOnlySpan<Latency> values) =>
        {
            foreach (var value in values)
            {
                _histograms.Add((key.Device, key.Operation), value.Slots[..], value.Bytes);
            }
        });
        sample.BlockIo = _histograms.End(
            seconds, static row => (BlockDevices.Name(row.Device), BlockDevices.Operation(row.Operation)));
    }
}
