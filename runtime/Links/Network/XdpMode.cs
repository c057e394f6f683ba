namespace BpfGen;

/// <summary>Where an XDP program runs: the <c>XDP_FLAGS_…_MODE</c> of the kernel's <c>uapi/linux/if_link.h</c>.</summary>
public enum XdpMode
{
    /// <summary>In the driver if it supports XDP, and otherwise in the generic network code.</summary>
    Default = 0,

    /// <summary>
    /// In the generic network code, for every interface. Slower than in the driver, because the kernel has already allocated an
    /// <c>sk_buff</c> for the packet.
    /// </summary>
    Generic = 1 << 1,

    /// <summary>In the driver.</summary>
    Native = 1 << 2,

    /// <summary>On the network card. The program must be loaded for the card.</summary>
    Offload = 1 << 3,
}
