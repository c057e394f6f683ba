namespace BpfGen;

/// <summary>
/// The point in a packet's path at which a netfilter program runs: <c>enum nf_inet_hooks</c> of the kernel's
/// <c>uapi/linux/netfilter.h</c>.
/// </summary>
public enum NetfilterHook
{
    /// <summary>Received packets, before routing.</summary>
    PreRouting = 0,

    /// <summary>Received packets for this machine.</summary>
    LocalIn = 1,

    /// <summary>Received packets for other machines.</summary>
    Forward = 2,

    /// <summary>Packets that this machine generated.</summary>
    LocalOut = 3,

    /// <summary>Packets that leave this machine, after routing.</summary>
    PostRouting = 4,
}
