using System;

namespace BpfGen.KernelFacts;

/// <summary>
/// Reads which program types may call a helper. <see cref="HelperTable"/> has a list, separated by commas, for each helper. An item of the
/// list is the name of a type in <see cref="ProgramType"/>, or the name of a group from the table below. A <c>-</c> before an item removes
/// its types from the list.
/// </summary>
/// <remarks>
/// A type is listed if at least one kernel since 5.10 allows its programs to call the helper, with at least one attach type. The kernel can
/// still reject the call: some helpers depend on the function to which the program attaches, on maps, or on whether the program may sleep.
/// A test in BpfGen.Kernel.Tests compares the table with each kernel.
/// </remarks>
internal static class HelperCallers
{
    /// <summary>The columns: a row number, which has no meaning; the name of the group; the program types and groups in it.</summary>
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

    /// <summary>
    /// The columns: a row number, which has no meaning; a program type; attach types, separated by commas; helpers, without <c>bpf_</c>. If
    /// this table has a helper for a program type, programs of the type may call the helper only with the attach types in these rows.
    /// </summary>
    public static ReadOnlySpan<byte> Hooks => """
        1 CgroupSock CgroupInetSockCreate setsockopt,getsockopt
        2 CgroupSockAddr CgroupInet4Connect,CgroupInet6Connect bind
        3 CgroupSockAddr CgroupInet4Bind,CgroupInet6Bind get_retval,set_retval
        4 CgroupSockAddr CgroupInet4Connect,CgroupInet6Connect,CgroupUnixConnect get_retval,set_retval
        5 CgroupSockAddr CgroupUdp4Sendmsg,CgroupUdp6Sendmsg,CgroupUnixSendmsg get_retval,set_retval
        6 CgroupSockopt CgroupSetsockopt setsockopt,getsockopt
        7 Tracing TraceIter setsockopt,getsockopt,seq_printf,seq_write,seq_printf_btf
        8 Tracing TraceRawTp get_attach_cookie,get_func_arg,get_func_arg_cnt
        9 Tracing TraceFentry,TraceFexit,ModifyReturn,TraceFsession get_attach_cookie,get_func_arg,get_func_arg_cnt,get_func_ret
        10 Tracing TraceFentryMulti,TraceFexitMulti,TraceFsessionMulti get_attach_cookie,get_func_arg,get_func_arg_cnt,get_func_ret
        11 Lsm LsmCgroup setsockopt,getsockopt,get_local_storage,get_retval,set_retval
        12 Lsm LsmMac get_attach_cookie,get_func_arg,get_func_arg_cnt,get_func_ret
        """u8;

    /// <summary>Tells whether programs of a type may call a helper, with at least one attach type.</summary>
    /// <returns>
    /// <see langword="false"/> if there is no such helper. Otherwise always <see langword="true"/> for <see cref="ProgramType.Extension"/>
    /// and <see cref="ProgramType.StructOps"/>: programs of these types may call the helpers of the program that they extend, or of the
    /// struct that they implement.
    /// </returns>
    public static bool MayCall(ProgramType type, int helper) =>
        type is ProgramType.Extension or ProgramType.StructOps
            ? HelperTable.NameOf(helper) is not null
            : (Types(HelperTable.CallersOf(helper)) & Bit(type)) != 0;

    /// <summary>Tells whether programs with the given type and attach type may call a helper.</summary>
    /// <returns>See <see cref="MayCall(ProgramType, int)"/>.</returns>
    public static bool MayCall(ProgramType type, AttachType attachType, int helper)
    {
        if (!MayCall(type, helper))
        {
            return false;
        }

        var isRestricted = false;
        for (var table = Hooks; FactRow.TryRead(ref table, out var row);)
        {
            if (ProgramTypeTable.OfName(row.Word(1)) == type && row.Contains(3, HelperTable.WordOf(helper)))
            {
                isRestricted = true;
                if (row.Contains(2, AttachTypeTable.WordOf(attachType)))
                {
                    return true;
                }
            }
        }

        return !isRestricted;
    }

    /// <summary>Reads a list of types and groups.</summary>
    /// <returns>The program types as a bit mask: bit n stands for the type with value n.</returns>
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
