namespace BpfGen;

/// <summary>The capabilities that eBPF needs, with the kernel's values (<c>uapi/linux/capability.h</c>).</summary>
internal enum Capability
{
    NetAdmin = 12,
    NetRaw = 13,
    SysAdmin = 21,
    Perfmon = 38,
    Bpf = 39,
}
