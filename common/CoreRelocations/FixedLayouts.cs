using System;
using System.Text;

namespace BpfGen.CoreRelocations;

/// <summary>
/// Structs whose fields have the same offsets in every kernel, because programs depend on them: the contexts and other structs in
/// <c>uapi/linux/bpf.h</c>, and the structs with the registers of an architecture. For these structs, the offset that the compiler wrote is
/// right on every kernel.
/// </summary>
internal static class FixedLayouts
{
    private static readonly string[] Names =
    [
        "__sk_buff", "xdp_md", "bpf_sock", "bpf_tcp_sock", "bpf_sock_tuple", "bpf_sock_addr", "bpf_sock_ops", "bpf_sk_lookup",
        "bpf_sockopt",
        "bpf_sysctl", "bpf_cgroup_dev_ctx", "bpf_flow_keys", "bpf_perf_event_data", "bpf_perf_event_value", "bpf_raw_tracepoint_args",
        "sk_msg_md", "sk_reuseport_md", "bpf_xdp_sock", "pt_regs", "user_pt_regs", "user_regs_struct",
    ];

    /// <param name="name">The name of a struct, with or without a flavor.</param>
    public static bool Contains(ReadOnlySpan<byte> name) =>
        Array.IndexOf(Names, Encoding.UTF8.GetString(EssentialName.Of(name).ToArray())) >= 0;
}
