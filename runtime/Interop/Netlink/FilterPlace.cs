namespace BpfGen.Interop;

/// <summary>The position of a traffic control filter.</summary>
/// <param name="Interface">The index of the interface.</param>
/// <param name="Parent">The class of the <c>clsact</c> qdisc: ingress or egress.</param>
/// <param name="Priority">The priority among the filters; 0 for any.</param>
/// <param name="Handle">The filter's handle, which is unique within the priority; 0 for any.</param>
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
