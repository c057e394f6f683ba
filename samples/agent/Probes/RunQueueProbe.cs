using System;
using BpfGen.Agent.Cgroups;
using BpfGen.Agent.Options;
using BpfGen.Agent.Pins;
using BpfGen.Agent.Web;
using BpfGen.Extensions.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Latency = BpfGen.Agent.AgentRunQueue.Types.Latency;

namespace BpfGen.Agent.Probes;

/// <summary>How long threads that are ready to run wait for a CPU.</summary>
internal sealed class RunQueueProbe(
    AgentOptions options,
    CgroupNames names,
    ProbePins<AgentRunQueue> pins,
    TableSweeper<ulong, Latency>? sweeper = null,
    BpfService<AgentRunQueue>? service = null)
    : AgentProbe<AgentRunQueue>(ProbeNames.RunQueue, "Run-queue latency", options, service, pins)
{
    private readonly Histograms<string> _histograms = new();

    public static void Add(IServiceCollection services, ProbeServices shared)
    {
        var pins = shared.Pins<AgentRunQueue>(services);
        var sweeper = shared.Sweeper<ulong, Latency>(services);
        services.AddBpf<AgentRunQueue, AgentRunQueue.LoadOptions>((options, _) =>
            {
                pins.Begin();
                options.Maps.Lost.PinPath = pins.Map("lost");
                options.Maps.Starts.PinPath = pins.Map("starts");
                options.Maps.Waits.PinPath = pins.Map("waits");
            })
            .Configure(ProbeServices.Optional)
            .UseAttachment(probe =>
            [
                pins.Attach(probe.OnSwitch, static program => program.Attach()),
                pins.Attach(probe.OnWakeup, static program => program.Attach()),
                pins.Attach(probe.OnWakeupNew, static program => program.Attach()),
            ])
            .AddHistogram(
                "bpfgen.agent.run_queue.latency",
                sweeper.For<AgentRunQueue>(probe => probe.Waits),
                (in Latency latency) => latency.Slots[..],
                cgroup => shared.Tags(cgroup, []),
                options =>
                {
                    (options.Unit, options.Scale) = ("s", 1e-6);
                    options.Description = "How long threads that are ready to run wait for a CPU.";
                })
            .AddCounter(
                "bpfgen.agent.run_queue.wait_time",
                sweeper.For<AgentRunQueue>(probe => probe.Waits),
                latency => latency.Total,
                cgroup => shared.Tags(cgroup, []),
                options =>
                {
                    (options.Unit, options.Scale) = ("s", 1e-9);
                    options.Description = "The exact sum of the waits.";
                });
    }

    protected override long LostOf(AgentRunQueue probe) => Sum(probe.Lost);

    protected override void SweepTables(AgentRunQueue probe) => sweeper?.Sweep(probe.Waits);

    protected override void Add(AgentRunQueue probe, Sample sample, double seconds)
    {
        _histograms.Begin();
        TableReader.Read(probe.Waits, (in ulong cgroup, ReadOnlySpan<Latency> values) =>
        {
            var place = names.Find(cgroup).Text;
            foreach (var value in values)
            {
                _histograms.Add(place, value.Slots[..], value.Bytes);
            }
        });
        sample.RunQueue = _histograms.End(seconds, static place => (place, null));
    }
}
