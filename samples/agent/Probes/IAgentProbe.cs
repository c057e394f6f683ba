using System;
using BpfGen.Agent.Web;

namespace BpfGen.Agent.Probes;

/// <summary>One of the five probes of the agent.</summary>
internal interface IAgentProbe
{
    /// <summary>The name in the configuration.</summary>
    string Name { get; }

    /// <summary>The title on the page.</summary>
    string Title { get; }

    /// <summary>Whether the probe counts.</summary>
    ProbeState State { get; }

    /// <summary>Why the probe is not attached; null if it is, or is off.</summary>
    string? Reason { get; }

    /// <summary>The events that were not counted, because a table was full.</summary>
    long Lost { get; }

    /// <summary>The records that were dropped because the ring buffer was full; null if the probe writes no records.</summary>
    long? Dropped { get; }

    /// <summary>The number of runs of the probe's programs and their time, since they were loaded.</summary>
    (long Runs, TimeSpan Time) Overhead { get; }

    /// <summary>Removes entries that nobody needs from tables that become full.</summary>
    void Sweep();

    /// <summary>Adds what the probe counted since the last call to a sample for the page.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="seconds">The time since the last call.</param>
    void AddTo(Sample sample, double seconds);
}
