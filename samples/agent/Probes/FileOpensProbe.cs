using System;
using System.Collections.Generic;
using BpfGen.Agent.Cgroups;
using BpfGen.Agent.Options;
using BpfGen.Agent.Pins;
using BpfGen.Agent.Web;
using BpfGen.Extensions.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Key = BpfGen.Agent.AgentFileOpens.Types.ProcessKey;
using Opens = BpfGen.Agent.AgentFileOpens.Types.Opens;

namespace BpfGen.Agent.Probes;

/// <summary>Files that processes open.</summary>
internal sealed class FileOpensProbe(
    AgentOptions options,
    CgroupNames names,
    ProbePins<AgentFileOpens> pins,
    TableSweeper<Key, Opens>? sweeper = null,
    BpfService<AgentFileOpens>? service = null)
    : AgentProbe<AgentFileOpens>(ProbeNames.FileOpens, "File opens", options, service, pins)
{
    private readonly ProcessCounts _counts = new();

    public static void Add(IServiceCollection services, ProbeServices shared)
    {
        var pins = shared.Pins<AgentFileOpens>(services);
        var sweeper = shared.Sweeper<Key, Opens>(services);
        services.AddBpf<AgentFileOpens, AgentFileOpens.LoadOptions>((options, _) =>
            {
                pins.Begin();
                options.Maps.Lost.PinPath = pins.Map("lost");
                options.Maps.Processes.PinPath = pins.Map("processes");
            })
            .Configure(ProbeServices.Optional)
            .UseAttachment(probe =>
            [
                pins.Attach(probe.OnOpenat, static program => program.Attach()),
                pins.Attach(probe.OnOpenat2, static program => program.Attach()),
            ])
            .AddCounter(
                "bpfgen.agent.file.opens",
                sweeper.For<AgentFileOpens>(probe => probe.Processes),
                opens => opens.Opened,
                Tags,
                options => (options.Unit, options.Description) = ("{file}", "Files that processes opened."))
            .AddCounter(
                "bpfgen.agent.file.failed_opens",
                sweeper.For<AgentFileOpens>(probe => probe.Processes),
                opens => opens.Failed,
                Tags,
                options => (options.Unit, options.Description) = ("{file}", "Files that processes could not open."));

        System.Diagnostics.TagList Tags(Key key) => shared.Tags(
            key.Cgroup, new KeyValuePair<string, object?>("command", key.Command.ToString()));
    }

    protected override long LostOf(AgentFileOpens probe) => Sum(probe.Lost);

    protected override void SweepTables(AgentFileOpens probe) => sweeper?.Sweep(probe.Processes);

    protected override void Add(AgentFileOpens probe, Sample sample, double seconds)
    {
        _counts.Begin();
        TableReader.Read(probe.Processes, (in Key key, ReadOnlySpan<Opens> values) =>
        {
            long opened = 0, failed = 0;
            foreach (var value in values)
            {
                opened += (long)value.Opened;
                failed += (long)value.Failed;
            }

            _counts.Add(key.Command.ToString(), names.Find(key.Cgroup).Text, opened, failed);
        });
        sample.FileOpens = _counts.End(seconds);
    }
}
