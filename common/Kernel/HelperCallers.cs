using System;

namespace BpfGen.KernelFacts;

/// <summary>
/// Reads which types of program may call a helper. <see cref="HelperTable"/> lists them with commas: types by their names in
/// <see cref="ProgramType"/>, groups by the names below, and <c>-</c> before what a group does not include.
/// </summary>
/// <remarks>
/// A type is listed if any kernel since 5.10 lets its programs call the helper, for any attach type. The kernel decides further:
/// some helpers depend on the attach type, on maps, or on a sleepable program.
/// </remarks>
internal static class HelperCallers
{
    /// <summary>The columns: a row number without meaning; the name of the group; the types of program.</summary>
    private static ReadOnlySpan<byte> Groups => """
        1 tc SchedCls,SchedAct
        2 lwt LwtIn,LwtOut,LwtXmit,LwtSeg6local
        3 xmit SchedCls,SchedAct,LwtXmit
        4 cgroup CgroupSock,CgroupDevice,CgroupSockAddr,CgroupSysctl,CgroupSockopt
        5 probes Kprobe,Tracepoint,PerfEvent,RawTracepoint,RawTracepointWritable
        6 tracing Tracing,Lsm,Syscall
        7 network SocketFilter,tc,lwt,Xdp,CgroupSkb,SockOps,SkSkb,SkMsg,CgroupSockAddr,FlowDissector,SkLookup,tracing
        8 any network,cgroup,probes,SkReusePort,Netfilter
        9 all any,LircMode2
        """u8;

    /// <summary>Tells whether programs of a type may call a helper.</summary>
    /// <returns>
    /// <see langword="true"/> for every helper if the type is <see cref="ProgramType.Extension"/> or <see cref="ProgramType.StructOps"/>:
    /// their helpers are those of the program or struct that they belong to. <see langword="false"/> if there is no such helper.
    /// </returns>
    public static bool MayCall(ProgramType type, int helper) =>
        type is ProgramType.Extension or ProgramType.StructOps
            ? HelperTable.NameOf(helper) is not null
            : (Types(HelperTable.CallersOf(helper)) & Bit(type)) != 0;

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
        : ProgramTypeTable.OfName(word) is not ProgramType.Unspecified and var type ? Bit(type)
        : 0;

    private static ulong Bit(ProgramType type) => (uint)type < 64 ? 1ul << (int)type : 0;
}
