using System;

namespace BpfGen.KernelFacts;

/// <summary>
/// Reads which types of program may call a helper. <see cref="HelperTable"/> lists them with commas: types by the kernel's names, groups by the names
/// below, and <c>-</c> before what a group does not include.
/// </summary>
/// <remarks>
/// A type is listed if any kernel since 5.10 lets its programs call the helper, for any attach type. The kernel decides further: some helpers depend on
/// the attach type, on maps, or on a sleepable program.
/// </remarks>
internal static class HelperCallers
{
    /// <summary>The columns: a number that means nothing; the name of the group; the types of program.</summary>
    private static ReadOnlySpan<byte> Groups => """
        1 tc SCHED_CLS,SCHED_ACT
        2 lwt LWT_IN,LWT_OUT,LWT_XMIT,LWT_SEG6LOCAL
        3 xmit SCHED_CLS,SCHED_ACT,LWT_XMIT
        4 cgroup CGROUP_SOCK,CGROUP_DEVICE,CGROUP_SOCK_ADDR,CGROUP_SYSCTL,CGROUP_SOCKOPT
        5 probes KPROBE,TRACEPOINT,PERF_EVENT,RAW_TRACEPOINT,RAW_TRACEPOINT_WRITABLE
        6 tracing TRACING,LSM,SYSCALL
        7 network SOCKET_FILTER,tc,lwt,XDP,CGROUP_SKB,SOCK_OPS,SK_SKB,SK_MSG,CGROUP_SOCK_ADDR,FLOW_DISSECTOR,SK_LOOKUP,tracing
        8 any network,cgroup,probes,SK_REUSEPORT,NETFILTER
        9 all any,LIRC_MODE2
        """u8;

    /// <summary>Tells whether programs of a type may call a helper.</summary>
    /// <returns>
    /// <see langword="true"/> for every helper if the type is <see cref="ProgramType.Extension"/> or <see cref="ProgramType.StructOps"/>: their helpers are
    /// those of the program or struct that they belong to. <see langword="false"/> if there is no such helper.
    /// </returns>
    public static bool MayCall(ProgramType type, int helper) =>
        type is ProgramType.Extension or ProgramType.StructOps ? HelperTable.NameOf(helper) is not null : (Types(HelperTable.CallersOf(helper)) & Bit(type)) != 0;

    /// <summary>Reads a list of types and groups.</summary>
    /// <returns>The set of types, as one bit at the value of each.</returns>
    private static ulong Types(ReadOnlySpan<byte> list)
    {
        var types = 0ul;
        while (!list.IsEmpty)
        {
            var word = FactRow.Take(ref list, (byte)',');
            var isExcluded = word.Length > 1 && word[0] == '-';
            var named = Named(isExcluded ? word.Slice(1) : word);
            types = isExcluded ? types & ~named : types | named;
        }

        return types;
    }

    private static ulong Named(ReadOnlySpan<byte> word) =>
        FactRow.Find(Groups, 1, word) is { IsMissing: false } group ? Types(group.Word(2))
        : ProgramTypeTable.OfKernelName(word) is not ProgramType.Unspecified and var type ? Bit(type)
        : 0;

    private static ulong Bit(ProgramType type) => (uint)type < 64 ? 1ul << (int)type : 0;
}
