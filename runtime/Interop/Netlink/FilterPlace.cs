namespace BpfGen.Interop;

/// <summary>Where a filter of traffic control stands.</summary>
/// <param name="Interface">The interface's index.</param>
/// <param name="Parent">The class of the <c>clsact</c> qdisc: what arrives or what leaves.</param>
/// <param name="Priority">The order among the filters; 0 for any.</param>
/// <param name="Handle">The number among those of the priority; 0 for any.</param>
internal readonly record struct FilterPlace(int Interface, uint Parent, ushort Priority, uint Handle)
{
    private const ushort AllProtocols = 3;
    public const uint Ingress = 0xfffffff2;
    public const uint Egress = 0xfffffff3;

    public TrafficControlHeader Header => new()
    {
        InterfaceIndex = Interface,
        Handle = Handle,
        Parent = Parent,
        Info = ((uint)Priority << 16) | NetlinkMessage.NetworkOrder(AllProtocols),
    };
}
