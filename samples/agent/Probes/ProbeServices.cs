using System;
using System.Collections.Generic;
using System.Diagnostics;
using BpfGen.Agent.Cgroups;
using BpfGen.Agent.Options;
using BpfGen.Agent.Pins;
using BpfGen.Extensions.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BpfGen.Agent.Probes;

/// <summary>The code that the registrations of all probes share.</summary>
internal sealed class ProbeServices(AgentOptions options, CgroupNames names, TimeProvider time, ILoggerFactory loggers)
{
    /// <summary>A probe that the kernel refuses leaves the others running, and is tried again.</summary>
    public static void Optional(BpfServiceOptions options)
    {
        options.FailureMode = BpfFailureMode.Retry;
        options.RetryDelay = TimeSpan.FromSeconds(10);
        options.StopOnCallbackError = false;
    }

    /// <summary>Adds the pins of a probe to the services.</summary>
    public ProbePins<T> Pins<T>(IServiceCollection services)
        where T : class
    {
        var pins = new ProbePins<T>(options, loggers.CreateLogger<ProbePins<T>>());
        services.AddSingleton(pins);
        return pins;
    }

    /// <summary>Adds the sweeper of a table to the services.</summary>
    public TableSweeper<TKey, TValue> Sweeper<TKey, TValue>(IServiceCollection services)
        where TKey : unmanaged
        where TValue : unmanaged
    {
        var sweeper = new TableSweeper<TKey, TValue>(time);
        services.AddSingleton(sweeper);
        return sweeper;
    }

    /// <summary>Returns the tags of a metric.</summary>
    public TagList Tags(ulong cgroup, params ReadOnlySpan<KeyValuePair<string, object?>> more)
    {
        var tags = new TagList(more) { { "node", options.Node } };
        return names.Find(cgroup).AddTo(tags);
    }

    /// <summary>Returns the tags of a metric that has no cgroup.</summary>
    public TagList TagsWithoutCgroup(params ReadOnlySpan<KeyValuePair<string, object?>> more) => new(more) { { "node", options.Node } };
}
