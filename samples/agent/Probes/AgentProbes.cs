using BpfGen.Agent.Options;
using BpfGen.Agent.Pins;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BpfGen.Agent.Probes;

/// <summary>Adds the five probes to the services of the host.</summary>
internal static class AgentProbes
{
    public static void Add(IServiceCollection services, AgentOptions options, ProbeServices shared, ExecFeed feed)
    {
        if (options.Probes.Contains(ProbeNames.Tcp))
        {
            TcpProbe.Add(services, shared);
        }

        if (options.Probes.Contains(ProbeNames.RunQueue))
        {
            RunQueueProbe.Add(services, shared);
        }

        if (options.Probes.Contains(ProbeNames.BlockIo))
        {
            BlockIoProbe.Add(services, shared);
        }

        if (options.Probes.Contains(ProbeNames.FileOpens))
        {
            FileOpensProbe.Add(services, shared);
        }

        if (options.Probes.Contains(ProbeNames.Execs))
        {
            ExecsProbe.Add(services, shared, feed);
        }

        // A probe that is off is registered, too, so that the page and /healthz show it as off.
        services.TryAddSingleton<ProbePins<AgentTcp>>();
        services.TryAddSingleton<ProbePins<AgentRunQueue>>();
        services.TryAddSingleton<ProbePins<AgentBlockIo>>();
        services.TryAddSingleton<ProbePins<AgentFileOpens>>();
        services.TryAddSingleton<ProbePins<AgentExecs>>();
        services.AddSingleton<IAgentProbe, TcpProbe>();
        services.AddSingleton<IAgentProbe, RunQueueProbe>();
        services.AddSingleton<IAgentProbe, BlockIoProbe>();
        services.AddSingleton<IAgentProbe, FileOpensProbe>();
        services.AddSingleton<IAgentProbe, ExecsProbe>();
    }
}
