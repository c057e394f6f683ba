namespace BpfGen;

/// <summary>
/// The protocol family of the packets that a netfilter program sees: <c>NFPROTO_…</c> of the kernel's <c>uapi/linux/netfilter.h</c>.
/// </summary>
public enum NetfilterFamily
{
    /// <summary>IPv4.</summary>
    IPv4 = 2,

    /// <summary>IPv6.</summary>
    IPv6 = 10,
}
