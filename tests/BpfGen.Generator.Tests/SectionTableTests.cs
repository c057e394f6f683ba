using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using BpfGen.Generator.Linking;
using BpfGen.Generator.Model;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>
/// BpfGen supports all section names of libbpf 1.8. Each name stands for the same program type, attach type and flags as in libbpf.
/// </summary>
public sealed class SectionTableTests
{
    /// <summary>
    /// The section names in libbpf's order. Each line has the section name, the program type, the attach type, the load flags, and
    /// <c>bound</c> if the program is bound to a BTF type of the kernel.
    /// </summary>
    private const string Known = """
        socket 1 0 0
        sk_reuseport/migrate 21 40 0
        sk_reuseport 21 39 0
        kprobe+ 2 0 0
        uprobe+ 2 0 0
        uprobe.s+ 2 0 16
        kretprobe+ 2 0 0
        uretprobe+ 2 0 0
        uretprobe.s+ 2 0 16
        kprobe.multi+ 2 42 0
        kretprobe.multi+ 2 42 0
        kprobe.session+ 2 56 0
        uprobe.multi+ 2 48 0
        uretprobe.multi+ 2 48 0
        uprobe.session+ 2 57 0
        uprobe.multi.s+ 2 48 16
        uretprobe.multi.s+ 2 48 16
        uprobe.session.s+ 2 57 16
        ksyscall+ 2 0 0
        kretsyscall+ 2 0 0
        usdt+ 2 0 0
        usdt.s+ 2 0 16
        tc/ingress 3 46 0
        tc/egress 3 47 0
        tcx/ingress 3 46 0
        tcx/egress 3 47 0
        tc 3 0 0
        classifier 3 0 0
        action 4 0 0
        netkit/primary 3 54 0
        netkit/peer 3 55 0
        tracepoint+ 5 0 0
        tp+ 5 0 0
        tracepoint.s+ 5 0 16
        tp.s+ 5 0 16
        raw_tracepoint+ 17 0 0
        raw_tp+ 17 0 0
        raw_tracepoint.s+ 17 0 16
        raw_tp.s+ 17 0 16
        raw_tracepoint.w+ 24 0 0
        raw_tp.w+ 24 0 0
        tp_btf+ 26 23 0 bound
        tp_btf.s+ 26 23 16 bound
        fentry+ 26 24 0 bound
        fmod_ret+ 26 26 0 bound
        fexit+ 26 25 0 bound
        fentry.s+ 26 24 16 bound
        fmod_ret.s+ 26 26 16 bound
        fexit.s+ 26 25 16 bound
        fsession+ 26 58 0 bound
        fsession.s+ 26 58 16 bound
        fsession.multi+ 26 61 0
        fsession.multi.s+ 26 61 16
        fentry.multi+ 26 59 0
        fexit.multi+ 26 60 0
        fentry.multi.s+ 26 59 16
        fexit.multi.s+ 26 60 16
        freplace+ 28 0 0 bound
        lsm+ 29 27 0 bound
        lsm.s+ 29 27 16 bound
        lsm_cgroup+ 29 43 0 bound
        iter+ 26 28 0 bound
        iter.s+ 26 28 16 bound
        syscall 31 0 16
        xdp.frags/devmap 6 33 32
        xdp/devmap 6 33 0
        xdp.frags/cpumap 6 35 32
        xdp/cpumap 6 35 0
        xdp.frags 6 37 32
        xdp 6 37 0
        perf_event 7 0 0
        lwt_in 10 0 0
        lwt_out 11 0 0
        lwt_xmit 12 0 0
        lwt_seg6local 19 0 0
        sockops 13 3 0
        sk_skb/stream_parser 14 4 0
        sk_skb/stream_verdict 14 5 0
        sk_skb/verdict 14 38 0
        sk_skb 14 0 0
        sk_msg 16 7 0
        lirc_mode2 20 16 0
        flow_dissector 22 17 0
        cgroup_skb/ingress 8 0 0
        cgroup_skb/egress 8 1 0
        cgroup/skb 8 0 0
        cgroup/sock_create 9 2 0
        cgroup/sock_release 9 34 0
        cgroup/sock 9 2 0
        cgroup/post_bind4 9 12 0
        cgroup/post_bind6 9 13 0
        cgroup/bind4 18 8 0
        cgroup/bind6 18 9 0
        cgroup/connect4 18 10 0
        cgroup/connect6 18 11 0
        cgroup/connect_unix 18 49 0
        cgroup/sendmsg4 18 14 0
        cgroup/sendmsg6 18 15 0
        cgroup/sendmsg_unix 18 50 0
        cgroup/recvmsg4 18 19 0
        cgroup/recvmsg6 18 20 0
        cgroup/recvmsg_unix 18 51 0
        cgroup/getpeername4 18 29 0
        cgroup/getpeername6 18 30 0
        cgroup/getpeername_unix 18 52 0
        cgroup/getsockname4 18 31 0
        cgroup/getsockname6 18 32 0
        cgroup/getsockname_unix 18 53 0
        cgroup/sysctl 23 18 0
        cgroup/getsockopt 25 21 0
        cgroup/setsockopt 25 22 0
        cgroup/dev 15 6 0
        struct_ops+ 27 0 0
        struct_ops.s+ 27 0 16
        sk_lookup 30 36 0
        netfilter 32 45 0
        """;

    public static TheoryData<string, uint, uint, uint, bool> Sections
    {
        get
        {
            var data = new TheoryData<string, uint, uint, uint, bool>();
            foreach (var row in Rows)
            {
                data.Add(
                    row[0],
                    uint.Parse(row[1], CultureInfo.InvariantCulture),
                    uint.Parse(row[2], CultureInfo.InvariantCulture),
                    uint.Parse(row[3], CultureInfo.InvariantCulture),
                    row.Length == 5);
            }

            return data;
        }
    }

    private static IEnumerable<string[]> Rows => Known.Split('\n').Select(line => line.Trim().Split(' '));

    [Theory]
    [MemberData(nameof(Sections))]
    public void A_section_name_means_the_same_as_in_libbpf(string pattern, uint type, uint attachType, uint flags, bool isBound)
    {
        var acceptsHook = pattern.EndsWith('+');
        foreach (var (section, target) in acceptsHook
            ? [(pattern[..^1], null), (pattern[..^1] + "/some/hook", "some/hook")]
            : new (string, string?)[] { (pattern, null) })
        {
            var kind = SectionNames.KindOf(SectionNames.Find(section)!, SectionNames.Find(section)!.TargetOf(section));

            Assert.Equal((type, attachType, flags, target), ((uint)kind.Type, (uint)kind.AttachType, kind.Flags, kind.Target));

            // An extension replaces a function of another program. So it is bound to a BTF type of that program, not of the kernel.
            Assert.Equal(isBound && kind.Type != ProgramType.Extension, kind.IsBound);
        }
    }

    [Fact]
    public void The_section_table_has_the_order_of_libbpf() =>
        Assert.Equal(Rows.Select(row => row[0]), SectionTable.Rules.Select(rule => rule.Pattern));

    [Fact]
    public void Section_patterns_that_do_not_end_with_a_plus_sign_accept_no_hook()
    {
        foreach (var name in Rows.Select(row => row[0]).Where(name => !name.EndsWith('+')))
        {
            Assert.True(SectionNames.Find(name + "/hook") is not { } rule || rule.Pattern.EndsWith('+'), name);
        }
    }
}
