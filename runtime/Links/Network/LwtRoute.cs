using System;
using System.Net;
using System.Net.Sockets;

namespace BpfGen;

/// <summary>A route that runs a <see cref="LwtProgram"/> for each of its packets.</summary>
/// <param name="Destination">The destination network of the packets.</param>
/// <param name="Device">The outgoing interface's name (<c>"eth0"</c>) or index.</param>
public sealed record LwtRoute(IPNetwork Destination, NetDevice Device)
{
    /// <summary>The next router; null if the destination is on the interface's own network.</summary>
    public IPAddress? Gateway { get; init; }

    /// <summary>The id of the routing table; 254 is the main table.</summary>
    public uint Table { get; init; } = 254;

    /// <summary>The route's metric: of several routes to a destination, the lowest metric wins. 0 for the kernel's default.</summary>
    public uint Metric { get; init; }

    /// <summary>For <c>lwt_xmit</c>: the space to reserve for the headers that the program adds, in bytes; at most 256.</summary>
    public int Headroom { get; init; }

    internal int AddressSize => Destination.BaseAddress.AddressFamily == AddressFamily.InterNetwork ? 4 : 16;

    /// <inheritdoc/>
    public override string ToString() => $"route {Destination} dev {Device}{(Gateway is null ? "" : $" via {Gateway}")}";

    internal void Check()
    {
        if (Gateway is not null && Gateway.AddressFamily != Destination.BaseAddress.AddressFamily)
        {
            throw new ArgumentException($"The gateway {Gateway} and the destination {Destination} must have the same IP version.");
        }

        ArgumentOutOfRangeException.ThrowIfNegative(Headroom);
    }
}
