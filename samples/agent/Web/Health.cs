using System.Collections.Generic;
using System.Linq;
using BpfGen.Agent.Probes;

namespace BpfGen.Agent.Web;

/// <summary>The answer of <c>/healthz</c>.</summary>
/// <param name="Status"><c>ok</c>, <c>degraded</c> if a probe failed, or <c>failed</c> if all failed.</param>
/// <param name="Node">The name of the node.</param>
/// <param name="Probes">The state of each probe.</param>
internal sealed record Health(string Status, string Node, IReadOnlyList<ProbeHealth> Probes)
{
    /// <summary>Asks all probes.</summary>
    public static Health Of(string node, IEnumerable<IAgentProbe> probes)
    {
        var states = probes.Select(probe => new ProbeHealth(probe.Name, probe.State, probe.Reason)).ToList();
        var failed = states.Count(probe => probe.State == ProbeState.Failed);
        var running = states.Count(probe => probe.State == ProbeState.Running);
        return new(failed == 0 ? "ok" : running > 0 ? "degraded" : "failed", node, states);
    }
}

/// <summary>The state of a probe.</summary>
/// <param name="Name">The name in the configuration.</param>
/// <param name="State">Whether it counts.</param>
/// <param name="Reason">Why it failed; null if it did not.</param>
internal sealed record ProbeHealth(string Name, ProbeState State, string? Reason);
