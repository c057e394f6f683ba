using System;
using System.Collections.Generic;
using BpfGen.Agent.Cgroups;
using BpfGen.Agent.Options;
using BpfGen.Agent.Pins;
using BpfGen.Agent.Web;
using BpfGen.Extensions.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Exec = BpfGen.Agent.AgentExecs.Types.Exec;
using Key = BpfGen.Agent.AgentExecs.Types.ProcessKey;

namespace BpfGen.Agent.Probes;

/// <summary>Programs that are executed.</summary>
internal sealed class ExecsProbe(
    AgentOptions options,
    CgroupNames names,
    ProbePins<AgentExecs> pins,
    ExecFeed feed,
    TableSweeper<Key, ulong>? sweeper = null,
    BpfService<AgentExecs>? service = null)
    : AgentProbe<AgentExecs>(ProbeNames.Execs, "Executed programs", options, service, pins)
{
    private readonly ProcessCounts _counts = new();

    public static void Add(IServiceCollection services, ProbeServices shared, ExecFeed feed)
    {
        var pins = shared.Pins<AgentExecs>(services);
        var sweeper = shared.Sweeper<Key, ulong>(services);
        services.AddBpf<AgentExecs, AgentExecs.LoadOptions>((options, _) =>
            {
                pins.Begin();
                options.Maps.Lost.PinPath = pins.Map("lost");
                options.Maps.Dropped.PinPath = pins.Map("dropped");
                options.Maps.Processes.PinPath = pins.Map("processes");
                options.Maps.Wanted.PinPath = pins.Map("wanted");
                options.Maps.Records.PinPath = pins.Map("records");
            })
            .Configure(ProbeServices.Optional)
            .UseAttachment(probe =>
            {
                feed.Use(probe);
                return [pins.Attach(probe.OnExec, static program => program.Attach())];
            })
            .AddReader(probe => probe.Records, (in Exec exec, IServiceProvider _) => feed.Receive(exec))
            .AddCounter(
                "bpfgen.agent.execs",
                sweeper.For<AgentExecs>(probe => probe.Processes),
                tags: key => shared.Tags(key.Cgroup, new KeyValuePair<string, object?>("command", key.Command.ToString())),
                configure: options => (options.Unit, options.Description) = ("{program}", "Programs that were executed."));
    }

    protected override long LostOf(AgentExecs probe) => Sum(probe.Lost);

    protected override long? DroppedOf(AgentExecs probe) => Sum(probe.Dropped);

    protected override void SweepTables(AgentExecs probe) => sweeper?.Sweep(probe.Processes);

    protected override void Add(AgentExecs probe, Sample sample, double seconds)
    {
        _counts.Begin();
        TableReader.Read(probe.Processes, (in Key key, ReadOnlySpan<ulong> values) =>
        {
            long count = 0;
            foreach (var value in values)
            {
                count += (long)value;
            }

            _counts.Add(key.Command.ToString(), names.Find(key.Cgroup).Text, count, 0);
        });
        sample.Execs = _counts.End(seconds);
        sample.Recent = feed.TakeRecent();
    }
}
