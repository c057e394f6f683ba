namespace BpfGen;

/// <summary>Where on its way through the machine a packet meets a netfilter program: <c>enum nf_inet_hooks</c> of the kernel's <c>uapi/linux/netfilter.h</c>.</summary>
public enum NetfilterHook
{
    /// <summary>As it arrives, before it is known whom it is for.</summary>
    PreRouting = 0,

    /// <summary>When it is for this machine.</summary>
    LocalIn = 1,

    /// <summary>When it is for another machine.</summary>
    Forward = 2,

    /// <summary>When it comes from this machine.</summary>
    LocalOut = 3,

    /// <summary>As it leaves.</summary>
    PostRouting = 4,
}
