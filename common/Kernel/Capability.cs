namespace BpfGen;

/// <summary>The capabilities that eBPF needs, with the kernel's values (<c>uapi/linux/capability.h</c>).</summary>
internal enum Capability
{
    DacOverride = 1,
    DacReadSearch = 2,
    NetAdmin = 12,
    NetRaw = 13,
    SysAdmin = 21,
    SysLog = 34,
    Perfmon = 38,
    Bpf = 39,
}
