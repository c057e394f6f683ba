using System;
using System.Net;
using System.Net.Sockets;

namespace BpfGen;

/// <summary>A route whose packets a program sees.</summary>
/// <param name="Destination">Where the packets go.</param>
/// <param name="Device">The interface that they leave by: <c>"eth0"</c>, or its index.</param>
public sealed record LwtRoute(IPNetwork Destination, NetDevice Device)
{
    /// <summary>The router that they are sent to; null where the destination is on the interface's own network.</summary>
    public IPAddress? Gateway { get; init; }

    /// <summary>The routing table, of those that <c>ip rule</c> chooses among; 254 is the main one.</summary>
    public uint Table { get; init; } = 254;

    /// <summary>The metric, by which one of several routes to a destination is chosen; 0 for the usual one.</summary>
    public uint Metric { get; init; }

    /// <summary>For <c>lwt_xmit</c>: how many bytes of room the program gets to put headers into, at most 256.</summary>
    public int Headroom { get; init; }

    internal int AddressSize => Destination.BaseAddress.AddressFamily == AddressFamily.InterNetwork ? 4 : 16;

    /// <inheritdoc/>
    public override string ToString() => $"route {Destination} dev {Device}{(Gateway is null ? "" : $" via {Gateway}")}";

    internal void Check()
    {
        if (Gateway is not null && Gateway.AddressFamily != Destination.BaseAddress.AddressFamily)
        {
            throw new ArgumentException($"The gateway {Gateway} and the destination {Destination} are not of the same version of IP.");
        }

        ArgumentOutOfRangeException.ThrowIfNegative(Headroom);
    }
}
