using System.Collections.Generic;

namespace BpfGen.Generator.Checks;

/// <summary>
/// The helpers that the kernel allows only to GPL-compatible programs: those whose prototype (<c>struct bpf_func_proto</c>) says
/// <c>gpl_only</c>, by their number in <c>enum bpf_func_id</c>.
/// </summary>
internal static class GplHelpers
{
    private const int GetStackId = 27;

    private static readonly Dictionary<int, string> Names = new()
    {
        [4] = "bpf_probe_read",
        [6] = "bpf_trace_printk",
        [22] = "bpf_perf_event_read",
        [25] = "bpf_perf_event_output",
        [27] = "bpf_get_stackid",
        [35] = "bpf_get_current_task",
        [36] = "bpf_probe_write_user",
        [45] = "bpf_probe_read_str",
        [55] = "bpf_perf_event_read_value",
        [56] = "bpf_perf_prog_read_value",
        [58] = "bpf_override_return",
        [67] = "bpf_get_stack",
        [69] = "bpf_fib_lookup",
        [77] = "bpf_rc_repeat",
        [78] = "bpf_rc_keydown",
        [92] = "bpf_rc_pointer_rel",
        [100] = "bpf_tcp_check_syncookie",
        [110] = "bpf_tcp_gen_syncookie",
        [111] = "bpf_skb_output",
        [112] = "bpf_probe_read_user",
        [113] = "bpf_probe_read_kernel",
        [114] = "bpf_probe_read_user_str",
        [115] = "bpf_probe_read_kernel_str",
        [119] = "bpf_read_branch_records",
        [121] = "bpf_xdp_output",
        [126] = "bpf_seq_printf",
        [127] = "bpf_seq_write",
        [150] = "bpf_seq_printf_btf",
        [158] = "bpf_get_current_task_btf",
        [163] = "bpf_check_mtu",
        [165] = "bpf_snprintf",
        [169] = "bpf_timer_init",
        [170] = "bpf_timer_set_callback",
        [171] = "bpf_timer_start",
        [172] = "bpf_timer_cancel",
        [173] = "bpf_get_func_ip",
        [175] = "bpf_task_pt_regs",
        [176] = "bpf_get_branch_snapshot",
        [177] = "bpf_trace_vprintk",
        [191] = "bpf_copy_from_user_task",
        [204] = "bpf_tcp_raw_gen_syncookie_ipv4",
        [205] = "bpf_tcp_raw_gen_syncookie_ipv6",
        [206] = "bpf_tcp_raw_check_syncookie_ipv4",
        [207] = "bpf_tcp_raw_check_syncookie_ipv6",
    };

    /// <returns>The helper's name, where programs of this type may call it under a GPL-compatible licence only; null where all may.</returns>
    /// <remarks>perf_event programs have a version of bpf_get_stackid of their own, which is open to all.</remarks>
    public static string? NameOf(int helper, ProgramType type) =>
        Names.TryGetValue(helper, out var name) && !(helper == GetStackId && type == ProgramType.PerfEvent) ? name : null;
}
