using System;

namespace BpfGen.KernelFacts;

/// <summary>
/// The table of the helpers that the kernel offers to programs (<c>enum bpf_func_id</c>). To add a helper, add its row. No new helpers are
/// expected: since Linux 6.2, the kernel adds kfuncs instead.
/// </summary>
internal static class HelperTable
{
    private const int Name = 1;
    private const int Since = 2;
    private const int Licence = 3;
    private const int Callers = 4;

    private const int GetStackId = 27;

    /// <summary>
    /// The columns: the number; the name without <c>bpf_</c>; the first kernel; <c>gpl</c> if only programs with a GPL-compatible license
    /// may call the helper; the program types that may call the helper, in the notation of <see cref="HelperCallers"/>.
    /// </summary>
    public static ReadOnlySpan<byte> Rows => """
        1 map_lookup_elem 3.18 - all
        2 map_update_elem 3.18 - all
        3 map_delete_elem 3.19 - all
        4 probe_read 4.1 gpl probes,tracing
        5 ktime_get_ns 4.1 - all
        6 trace_printk 4.1 gpl all
        7 get_prandom_u32 4.1 - all
        8 get_smp_processor_id 4.1 - any
        9 skb_store_bytes 4.1 - xmit,SkSkb
        10 l3_csum_replace 4.1 - xmit
        11 l4_csum_replace 4.1 - xmit
        12 tail_call 4.2 - all
        13 clone_redirect 4.2 - xmit
        14 get_current_pid_tgid 4.2 - any
        15 get_current_uid_gid 4.2 - any
        16 get_current_comm 4.2 - any
        17 get_cgroup_classid 4.3 - any
        18 skb_vlan_push 4.3 - tc
        19 skb_vlan_pop 4.3 - tc
        20 skb_get_tunnel_key 4.3 - xmit
        21 skb_set_tunnel_key 4.3 - xmit
        22 perf_event_read 4.3 gpl any
        23 redirect 4.4 - xmit,Xdp
        24 get_route_realm 4.4 - lwt,tc
        25 perf_event_output 4.4 gpl any,-SkReusePort,-FlowDissector,-Netfilter
        26 skb_load_bytes 4.5 - lwt,tc,SocketFilter,CgroupSkb,SkSkb,SkReusePort,FlowDissector
        27 get_stackid 4.6 gpl probes,tracing
        28 csum_diff 4.6 - lwt,tc,Xdp
        29 skb_get_tunnel_opt 4.6 - xmit
        30 skb_set_tunnel_opt 4.6 - xmit
        31 skb_change_proto 4.8 - tc
        32 skb_change_type 4.8 - tc
        33 skb_under_cgroup 4.8 - lwt,tc
        34 get_hash_recalc 4.8 - lwt,tc
        35 get_current_task 4.8 gpl any
        36 probe_write_user 4.8 gpl probes,tracing
        37 current_task_under_cgroup 4.9 - any
        38 skb_change_tail 4.9 - xmit,SkSkb
        39 skb_pull_data 4.9 - lwt,tc,SkSkb
        40 csum_update 4.9 - xmit
        41 set_hash_invalid 4.9 - xmit
        42 get_numa_node_id 4.10 - any
        43 skb_change_head 4.10 - xmit,SkSkb
        44 xdp_adjust_head 4.10 - Xdp
        45 probe_read_str 4.11 gpl probes,tracing
        46 get_socket_cookie 4.12 - tc,tracing,SocketFilter,CgroupSkb,CgroupSock,SockOps,SkSkb,CgroupSockAddr,SkReusePort
        47 get_socket_uid 4.12 - tc,SocketFilter,CgroupSkb,SkSkb
        48 set_hash 4.13 - tc
        49 setsockopt 4.13 - SockOps,CgroupSock,CgroupSockAddr,CgroupSockopt,Tracing,Lsm
        50 skb_adjust_room 4.13 - tc,SkSkb
        51 redirect_map 4.14 - Xdp
        52 sk_redirect_map 4.14 - SkSkb
        53 sock_map_update 4.14 - SockOps
        54 xdp_adjust_meta 4.15 - Xdp
        55 perf_event_read_value 4.15 gpl any
        56 perf_prog_read_value 4.15 gpl PerfEvent
        57 getsockopt 4.15 - SockOps,CgroupSock,CgroupSockAddr,CgroupSockopt,Tracing,Lsm
        58 override_return 4.16 gpl Kprobe
        59 sock_ops_cb_flags_set 4.16 - SockOps
        60 msg_redirect_map 4.17 - SkMsg
        61 msg_apply_bytes 4.17 - SkMsg
        62 msg_cork_bytes 4.17 - SkMsg
        63 msg_pull_data 4.17 - SkMsg
        64 bind 4.17 - CgroupSockAddr
        65 xdp_adjust_tail 4.18 - Xdp
        66 skb_get_xfrm_state 4.18 - tc
        67 get_stack 4.18 gpl probes,tracing
        68 skb_load_bytes_relative 4.18 - tc,SocketFilter,CgroupSkb,SkReusePort
        69 fib_lookup 4.18 gpl tc,Xdp
        70 sock_hash_update 4.18 - SockOps
        71 msg_redirect_hash 4.18 - SkMsg
        72 sk_redirect_hash 4.18 - SkSkb
        73 lwt_push_encap 4.18 - LwtIn,LwtXmit
        74 lwt_seg6_store_bytes 4.18 - LwtSeg6local
        75 lwt_seg6_adjust_srh 4.18 - LwtSeg6local
        76 lwt_seg6_action 4.18 - LwtSeg6local
        77 rc_repeat 4.18 gpl LircMode2
        78 rc_keydown 4.18 gpl LircMode2
        79 skb_cgroup_id 4.18 - tc,CgroupSkb
        80 get_current_cgroup_id 4.18 - any
        81 get_local_storage 4.19 - cgroup,CgroupSkb,SockOps,Lsm
        82 sk_select_reuseport 4.19 - SkReusePort
        83 skb_ancestor_cgroup_id 4.19 - tc,CgroupSkb
        84 sk_lookup_tcp 4.20 - tc,Xdp,CgroupSkb,SkSkb,CgroupSockAddr
        85 sk_lookup_udp 4.20 - tc,Xdp,CgroupSkb,SkSkb,CgroupSockAddr
        86 sk_release 4.20 - tc,Xdp,CgroupSkb,SkSkb,CgroupSockAddr,SkLookup
        87 map_push_elem 4.20 - all
        88 map_pop_elem 4.20 - all
        89 map_peek_elem 4.20 - all
        90 msg_push_data 4.20 - SkMsg
        91 msg_pop_data 5.0 - SkMsg
        92 rc_pointer_rel 5.0 gpl LircMode2
        93 spin_lock 5.1 - any
        94 spin_unlock 5.1 - any
        95 sk_fullsock 5.1 - tc,CgroupSkb
        96 tcp_sock 5.1 - tc,CgroupSkb,SockOps,CgroupSockopt
        97 skb_ecn_set_ce 5.1 - tc,CgroupSkb
        98 get_listener_sock 5.1 - tc,CgroupSkb
        99 skc_lookup_tcp 5.2 - tc,Xdp,CgroupSkb,SkSkb,CgroupSockAddr
        100 tcp_check_syncookie 5.2 gpl tc,Xdp
        101 sysctl_get_name 5.2 - CgroupSysctl
        102 sysctl_get_current_value 5.2 - CgroupSysctl
        103 sysctl_get_new_value 5.2 - CgroupSysctl
        104 sysctl_set_new_value 5.2 - CgroupSysctl
        105 strtol 5.2 - any
        106 strtoul 5.2 - any
        107 sk_storage_get 5.2 - tc,tracing,CgroupSkb,CgroupSock,SockOps,SkMsg,CgroupSockAddr,CgroupSockopt
        108 sk_storage_delete 5.2 - tc,tracing,CgroupSkb,SockOps,SkMsg,CgroupSockAddr,CgroupSockopt
        109 send_signal 5.3 - any
        110 tcp_gen_syncookie 5.4 gpl tc,Xdp
        111 skb_output 5.5 gpl tracing
        112 probe_read_user 5.5 gpl any
        113 probe_read_kernel 5.5 gpl any
        114 probe_read_user_str 5.5 gpl any
        115 probe_read_kernel_str 5.5 gpl any
        116 tcp_send_ack 5.6 - -
        117 send_signal_thread 5.6 - any
        118 jiffies64 5.6 - any
        119 read_branch_records 5.7 gpl PerfEvent
        120 get_ns_current_pid_tgid 5.7 - any
        121 xdp_output 5.7 gpl tracing
        122 get_netns_cookie 5.7 - tc,SocketFilter,CgroupSkb,CgroupSock,SockOps,SkMsg,CgroupSockAddr,CgroupSockopt
        123 get_current_ancestor_cgroup_id 5.7 - any
        124 sk_assign 5.7 - tc,SkLookup
        125 ktime_get_boot_ns 5.8 - all
        126 seq_printf 5.8 gpl Tracing,Lsm
        127 seq_write 5.8 gpl Tracing,Lsm
        128 sk_cgroup_id 5.8 - CgroupSkb
        129 sk_ancestor_cgroup_id 5.8 - CgroupSkb
        130 ringbuf_output 5.8 - any
        131 ringbuf_reserve 5.8 - any
        132 ringbuf_submit 5.8 - any
        133 ringbuf_discard 5.8 - any
        134 ringbuf_query 5.8 - any
        135 csum_level 5.8 - xmit
        136 skc_to_tcp6_sock 5.9 - network
        137 skc_to_tcp_sock 5.9 - network
        138 skc_to_tcp_timewait_sock 5.9 - network
        139 skc_to_tcp_request_sock 5.9 - network
        140 skc_to_udp6_sock 5.9 - network
        141 get_task_stack 5.9 - any
        142 load_hdr_opt 5.10 - SockOps
        143 store_hdr_opt 5.10 - SockOps
        144 reserve_hdr_opt 5.10 - SockOps
        145 inode_storage_get 5.10 - Lsm
        146 inode_storage_delete 5.10 - Lsm
        147 d_path 5.10 - tracing
        148 copy_from_user 5.10 - any
        149 snprintf_btf 5.10 - any
        150 seq_printf_btf 5.10 gpl Tracing,Lsm
        151 skb_cgroup_classid 5.10 - tc
        152 redirect_neigh 5.10 - tc
        153 per_cpu_ptr 5.10 - any
        154 this_cpu_ptr 5.10 - any
        155 redirect_peer 5.10 - tc
        156 task_storage_get 5.11 - any
        157 task_storage_delete 5.11 - any
        158 get_current_task_btf 5.11 gpl any
        159 bprm_opts_set 5.11 - Lsm
        160 ktime_get_coarse_ns 5.11 - any,-probes,-tracing,-CgroupDevice,-CgroupSockopt,-Netfilter
        161 ima_inode_hash 5.11 - Lsm
        162 sock_from_file 5.11 - tracing
        163 check_mtu 5.12 gpl tc,Xdp
        164 for_each_map_elem 5.13 - any
        165 snprintf 5.13 gpl any
        166 sys_bpf 5.14 - Syscall
        167 btf_find_by_name_kind 5.14 - Syscall
        168 sys_close 5.14 - Syscall
        169 timer_init 5.15 gpl any
        170 timer_set_callback 5.15 gpl any
        171 timer_start 5.15 gpl any
        172 timer_cancel 5.15 gpl any
        173 get_func_ip 5.15 gpl probes,tracing
        174 get_attach_cookie 5.15 - probes,Tracing,Lsm
        175 task_pt_regs 5.15 gpl any
        176 get_branch_snapshot 5.16 gpl any
        177 trace_vprintk 5.16 gpl any
        178 skc_to_unix_sock 5.16 - network
        179 kallsyms_lookup_name 5.16 - Syscall
        180 find_vma 5.17 - any
        181 loop 5.17 - any
        182 strncmp 5.17 - any
        183 get_func_arg 5.17 - Tracing,Lsm
        184 get_func_ret 5.17 - Tracing,Lsm
        185 get_func_arg_cnt 5.17 - Tracing,Lsm
        186 get_retval 5.18 - cgroup,Lsm
        187 set_retval 5.18 - cgroup,Lsm
        188 xdp_get_buff_len 5.18 - tracing,Xdp
        189 xdp_load_bytes 5.18 - Xdp
        190 xdp_store_bytes 5.18 - Xdp
        191 copy_from_user_task 5.18 gpl any
        192 skb_set_tstamp 5.18 - tc
        193 ima_file_hash 5.18 - Lsm
        194 kptr_xchg 5.19 - any
        195 map_lookup_percpu_elem 5.19 - any
        196 skc_to_mptcp_sock 5.19 - network
        197 dynptr_from_mem 5.19 - any
        198 ringbuf_reserve_dynptr 5.19 - any
        199 ringbuf_submit_dynptr 5.19 - any
        200 ringbuf_discard_dynptr 5.19 - any
        201 dynptr_read 5.19 - any
        202 dynptr_write 5.19 - any
        203 dynptr_data 5.19 - any
        204 tcp_raw_gen_syncookie_ipv4 6.0 gpl tc,Xdp
        205 tcp_raw_gen_syncookie_ipv6 6.0 gpl tc,Xdp
        206 tcp_raw_check_syncookie_ipv4 6.0 gpl tc,Xdp
        207 tcp_raw_check_syncookie_ipv6 6.0 gpl tc,Xdp
        208 ktime_get_tai_ns 6.1 - any
        209 user_ringbuf_drain 6.1 - any
        210 cgrp_storage_get 6.2 - any
        211 cgrp_storage_delete 6.2 - any
        """u8;

    /// <summary>Gets the name of a helper: <c>bpf_map_lookup_elem</c>.</summary>
    /// <returns>The name; null if there is no such helper.</returns>
    public static string? NameOf(int helper) => Find(helper) is { IsMissing: false } row ? "bpf_" + row.Text(Name) : null;

    /// <summary>Gets the first kernel that has a helper; null if there is no such helper.</summary>
    public static Version? FirstKernel(int helper) => Find(helper).Kernel(Since);

    /// <summary>Tells whether programs of a type may call a helper only if their license is GPL-compatible.</summary>
    /// <remarks>
    /// <c>bpf_get_stackid</c> is an exception: for programs on perf events, the kernel has a second version, which needs no GPL-compatible
    /// license.
    /// </remarks>
    public static bool IsGplOnly(int helper, ProgramType type) =>
        Find(helper).Contains(Licence, "gpl"u8) && !(helper == GetStackId && type == ProgramType.PerfEvent);

    /// <summary>Gets the program types that may call a helper, in the notation of <see cref="HelperCallers"/>.</summary>
    public static ReadOnlySpan<byte> CallersOf(int helper) => Find(helper).Word(Callers);

    /// <summary>Gets the name of a helper without <c>bpf_</c>, as ASCII bytes; empty if there is no such helper.</summary>
    public static ReadOnlySpan<byte> WordOf(int helper) => Find(helper).Word(Name);

    private static FactRow Find(int helper) => FactRow.Find(Rows, (uint)helper);
}
