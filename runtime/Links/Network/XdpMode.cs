namespace BpfGen;

/// <summary>Where on its way into the machine a packet meets an XDP program: the <c>XDP_FLAGS_…_MODE</c> of the kernel's <c>uapi/linux/if_link.h</c>.</summary>
public enum XdpMode
{
    /// <summary>In the driver where it can, and behind it where not.</summary>
    Default = 0,

    /// <summary>Behind the driver, on every interface: slower, since the kernel has made an <c>sk_buff</c> of the packet by then.</summary>
    Generic = 1 << 1,

    /// <summary>In the driver.</summary>
    Native = 1 << 2,

    /// <summary>In the network card. The program has to be loaded for it.</summary>
    Offload = 1 << 3,
}
