using BpfGen.Generator.Linking;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>Section names, <c>SEC("…")</c> in C, are matched by the same rules as in libbpf.</summary>
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
    public void A_section_name_determines_the_program_type(string section, string type) => Assert.Equal(type, SectionNames.Find(section)?.Type.ToString());

    [Theory]
    [InlineData("kprobes/x")]
    [InlineData("xdp/eth0")]
    [InlineData("socket1")]
    [InlineData("Socket")]
    [InlineData("tracepoint_x")]
    [InlineData("")]
    [InlineData("+")]
    public void A_name_that_only_resembles_a_section_name_does_not_match(string section) => Assert.Null(SectionNames.Find(section));

@@LEGACY@@
    [Fact]
    public void The_first_matching_section_rule_wins() =>
        Assert.Equal(AttachType.SkReuseportSelectOrMigrate, SectionNames.Find("sk_reuseport/migrate")!.AttachType);

    [Theory]
    [InlineData("uprobe.s/x", 1u << 4)]
    [InlineData("xdp.frags", 1u << 5)]
    [InlineData("kprobe/x", 0u)]
    public void A_section_name_determines_the_load_flags(string section, uint flags) =>
        Assert.Equal(flags, Kind(section).Flags);

    [Theory]
    [InlineData("tp/sched/sched_process_exec", "sched/sched_process_exec")]
    [InlineData("fentry.s/do_unlinkat", "do_unlinkat")]
    [InlineData("kprobe", null)]
    [InlineData("kprobe/", null)]
    [InlineData("cgroup/connect4", null)]
    public void A_section_name_can_end_with_the_attach_target(string section, string? target) =>
        Assert.Equal(target, Kind(section).Target);
}
