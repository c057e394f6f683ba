using System.Linq;
using BpfGen.Generator.Linking;
using BpfGen.Generator.Model;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>
/// The generator matches section names (<c>SEC("…")</c> in C) by the same rules as libbpf. It also accepts legacy section names of other
/// loaders.
/// </summary>
public sealed class SectionNameTests
{
    [Theory]
    [InlineData("socket", "SocketFilter")]
    [InlineData("kprobe", "Kprobe")]
    [InlineData("kprobe/do_unlinkat", "Kprobe")]
    [InlineData("kprobe.multi/tcp_*", "Kprobe")]
    [InlineData("uprobe//bin/bash:readline", "Kprobe")]
    [InlineData("tp/sched/sched_switch", "Tracepoint")]
    [InlineData("raw_tp.w/x", "RawTracepointWritable")]
    [InlineData("xdp", "Xdp")]
    [InlineData("xdp.frags/cpumap", "Xdp")]
    [InlineData("tcx/ingress", "SchedCls")]
    [InlineData("fentry.s/x", "Tracing")]
    [InlineData("freplace/x", "Extension")]
    [InlineData("lsm_cgroup/socket_bind", "Lsm")]
    [InlineData("cgroup/getsockname_unix", "CgroupSockAddr")]
    [InlineData("struct_ops.s/init", "StructOps")]
    [InlineData("netfilter", "Netfilter")]
    public void A_section_name_determines_the_program_type(string section, string type) =>
        Assert.Equal(type, SectionNames.Find(section)?.Type.ToString());

    [Theory]
    [InlineData("kprobes/x")]
    [InlineData("xdp/eth0")]
    [InlineData("socket1")]
    [InlineData("Socket")]
    [InlineData("tracepoint_x")]
    [InlineData("")]
    [InlineData("+")]
    public void A_name_that_only_resembles_a_section_name_does_not_match(string section) => Assert.Null(SectionNames.Find(section));

    [Theory]
    [InlineData("socket1", "socket")]
    [InlineData("socket/count", "socket")]
    [InlineData("seccomp_filter", "socket")]
    [InlineData("classifier/ingress", "classifier")]
    [InlineData("classifier_egress", "classifier")]
    [InlineData("action/drop", "action")]
    [InlineData("sched_cls/x", "classifier")]
    [InlineData("sched_act/x", "action")]
    [InlineData("tc/shaper", "tc")]
    [InlineData("tc_prog", "tc")]
    [InlineData("tc/ingress/x", "tc/ingress")]
    [InlineData("tc/egress_x", "tc/egress")]
    [InlineData("tcx/ingress/x", "tcx/ingress")]
    [InlineData("netkit/primary/x", "netkit/primary")]
    [InlineData("xdp/firewall", "xdp")]
    [InlineData("xdp_prog", "xdp")]
    [InlineData("xdp.frags/firewall", "xdp.frags")]
    [InlineData("xdp/devmap/x", "xdp/devmap")]
    [InlineData("xdp/cpumap/x", "xdp/cpumap")]
    [InlineData("xdp_devmap/x", "xdp/devmap")]
    [InlineData("xdp_cpumap/x", "xdp/cpumap")]
    [InlineData("xdp.frags_devmap/x", "xdp.frags/devmap")]
    [InlineData("xdp.frags_cpumap/x", "xdp.frags/cpumap")]
    [InlineData("perf_event/cycles", "perf_event")]
    [InlineData("lwt_in/x", "lwt_in")]
    [InlineData("lwt_seg6local_x", "lwt_seg6local")]
    [InlineData("sockops/x", "sockops")]
    [InlineData("sk_skb/stream_parser/x", "sk_skb/stream_parser")]
    [InlineData("sk_skb/stream_verdict/x", "sk_skb/stream_verdict")]
    [InlineData("sk_skb/x", "sk_skb")]
    [InlineData("sk_msg/x", "sk_msg")]
    [InlineData("sk_reuseport/x", "sk_reuseport")]
    [InlineData("sk_reuseport/migrate/x", "sk_reuseport/migrate")]
    [InlineData("sk_lookup/x", "sk_lookup")]
    [InlineData("sk_lookup/", "sk_lookup")]
    [InlineData("lirc_mode2/x", "lirc_mode2")]
    [InlineData("flow_dissector/x", "flow_dissector")]
    [InlineData("cgroup_skb/ingress/x", "cgroup_skb/ingress")]
    [InlineData("cgroup_skb/egress_x", "cgroup_skb/egress")]
    [InlineData("cgroup/skb/x", "cgroup/skb")]
    [InlineData("cgroup/sock/x", "cgroup/sock")]
    [InlineData("cgroup/sock_create/x", "cgroup/sock_create")]
    [InlineData("cgroup/sock_release/x", "cgroup/sock_release")]
    [InlineData("cgroup/post_bind4/x", "cgroup/post_bind4")]
    [InlineData("cgroup/bind6/x", "cgroup/bind6")]
    [InlineData("cgroup/connect4/x", "cgroup/connect4")]
    [InlineData("cgroup/connect_unix/x", "cgroup/connect_unix")]
    [InlineData("cgroup/sendmsg6/x", "cgroup/sendmsg6")]
    [InlineData("cgroup/recvmsg4/x", "cgroup/recvmsg4")]
    [InlineData("cgroup/getpeername4/x", "cgroup/getpeername4")]
    [InlineData("cgroup/getsockname6/x", "cgroup/getsockname6")]
    [InlineData("cgroup/sysctl/x", "cgroup/sysctl")]
    [InlineData("cgroup/getsockopt/x", "cgroup/getsockopt")]
    [InlineData("cgroup/setsockopt/x", "cgroup/setsockopt")]
    [InlineData("cgroup/dev/x", "cgroup/dev")]
    [InlineData("cgroup/device", "cgroup/dev")]
    [InlineData("syscall/x", "syscall")]
    [InlineData("netfilter/x", "netfilter")]
    public void A_legacy_section_name_means_the_same_as_a_name_of_libbpf(string section, string name)
    {
        Assert.Null(SectionNames.Find(section));
        Assert.Equal((name, null), (SectionNames.FindLegacy(section)?.Rule.Pattern, SectionNames.FindLegacy(section)?.Target));
    }

    [Theory]
    [InlineData("tracepoint_x/sched/sched_switch", "sched/sched_switch")]
    [InlineData("tp_x/sched/sched_switch", "sched/sched_switch")]
    public void In_a_legacy_tracepoint_section_name_the_hook_starts_after_the_first_slash(string section, string hook) => Assert.Equal(
        (ProgramType.Tracepoint, hook),
        (SectionNames.FindLegacy(section)!.Value.Rule.Type, SectionNames.FindLegacy(section)!.Value.Target));

    [Theory]
    [InlineData("kprobes/x")]
    [InlineData("Socket")]
    [InlineData("tracepoint_x")]
    [InlineData("fentry_x")]
    [InlineData("prog")]
    [InlineData("")]
    public void A_section_name_that_no_loader_accepts_is_unknown(string section) => Assert.Null(SectionNames.FindLegacy(section));

    /// <summary>For a section name that takes no hook, cilium/ebpf and libbpf before 1.0 compare only the start of the name.</summary>
    [Fact]
    public void Any_text_may_follow_a_section_name_that_takes_no_hook()
    {
        foreach (var rule in SectionTable.Rules.Where(rule => !rule.Pattern.EndsWith('+')))
        {
            Assert.All([rule.Pattern + "/x", rule.Pattern + "1"], section =>
                Assert.Equal(rule, SectionNames.Find(section) ?? SectionNames.FindLegacy(section)?.Rule));
        }
    }

    [Fact]
    public void The_first_row_of_the_section_table_that_matches_a_name_is_used() =>
        Assert.Equal(AttachType.SkReuseportSelectOrMigrate, SectionNames.Find("sk_reuseport/migrate")!.AttachType);

    [Theory]
    [InlineData("uprobe.s/x", 1u << 4)]
    [InlineData("xdp.frags", 1u << 5)]
    [InlineData("kprobe/x", 0u)]
    public void A_section_name_determines_the_load_flags(string section, uint flags) =>
        Assert.Equal(flags, Kind(section).Flags);

    private static ProgramKind Kind(string section) =>
        SectionNames.KindOf(SectionNames.Find(section)!, SectionNames.Find(section)!.TargetOf(section));

    [Theory]
    [InlineData("tracepoint/sched/sched_switch/extra", "sched/sched_switch/extra")]
    [InlineData("tp/sched/sched_process_exec", "sched/sched_process_exec")]
    [InlineData("fentry.s/do_unlinkat", "do_unlinkat")]
    [InlineData("kprobe", null)]
    [InlineData("kprobe/", null)]
    [InlineData("cgroup/connect4", null)]
    public void A_section_name_can_end_with_the_attach_target(string section, string? target) =>
        Assert.Equal(target, Kind(section).Target);
}
