using System.Collections.Generic;
using BpfGen.Agent.Probes;

namespace BpfGen.Agent.Web;

/// <summary>The data that the page shows for one interval. Rates are per second, times in microseconds.</summary>
internal sealed record Sample
{
    public string Node { get; init; } = "";

    public long Time { get; init; }

    public double Interval { get; init; }

    public IReadOnlyList<ProbeStatus> Probes { get; init; } = [];

    public TcpSample? Tcp { get; set; }

    public LatencySample? RunQueue { get; set; }

    public LatencySample? BlockIo { get; set; }

    public CountSample? FileOpens { get; set; }

    public CountSample? Execs { get; set; }

    /// <summary>The programs that were executed in the interval, the newest first.</summary>
    public IReadOnlyList<ExecEvent>? Recent { get; set; }
}

/// <summary>The state of a probe.</summary>
internal sealed record ProbeStatus(
    string Name, string Title, ProbeState State, string? Reason, long Lost, long? Dropped, double? RunsPerSecond, double? Share);

/// <summary>TCP connections.</summary>
internal sealed record TcpSample(
    double Outgoing, double Incoming, double Failed, double Retransmitted, IReadOnlyList<TcpRow> Top);

/// <summary>The connections of a service.</summary>
internal sealed record TcpRow(
    string Place, int Port, bool Outgoing, double Connections, double Failed, double Retransmitted);

/// <summary>A histogram.</summary>
internal sealed record LatencySample(
    IReadOnlyList<double> Slots, double? Median, double? High, double BytesPerSecond, IReadOnlyList<LatencyRow> Top);

/// <summary>The histogram of a cgroup or of a device.</summary>
internal sealed record LatencyRow(string Place, string? Operation, double Rate, double? Median, double? High, double BytesPerSecond);

/// <summary>Counts of processes.</summary>
internal sealed record CountSample(double Rate, double Failed, IReadOnlyList<CountRow> Top);

/// <summary>The counts of a process.</summary>
internal sealed record CountRow(string Command, string Place, double Rate, double Failed);

/// <summary>A program that was executed.</summary>
internal sealed record ExecEvent(
    long Time, int Pid, int Parent, uint User, string Command, string File, string? Cgroup, string? Container, string? Pod);
