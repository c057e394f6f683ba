using System.Threading;
using BpfGen.Interop;
using BpfGen.KernelFacts;

namespace BpfGen.Features;

/// <summary>
/// Whether the kernel lacks a kind of links. A program that could not be attached by a link is attached in the older way only then: any
/// other <c>EINVAL</c> is an error of the caller. Each property tries to create such a link, so read it only after a failure.
/// </summary>
/// <remarks>These are separate members, so that trimming keeps only those that an application needs.</remarks>
internal static class MissingLinks
{
    /// <summary>The attach types whose links were found to be missing, as one bit at the value of each.</summary>
    private static ulong _missing;

    /// <summary>Links to cgroups came with Linux 5.7.</summary>
    public static bool OfCgroups => Lacks(ProgramType.CgroupSkb, AttachType.CgroupInetEgress, LinkProbe.Nowhere);

    /// <summary>Links to network namespaces came with Linux 5.8.</summary>
    public static bool OfNetworkNamespaces => Lacks(ProgramType.FlowDissector, AttachType.FlowDissector, LinkProbe.Nowhere);

    /// <summary>
    /// XDP links came with Linux 5.9. The kernel returns the same error with and without them. But no kernel since then is without them,
    /// and the BTF of an older one shows whether they were added to it.
    /// </summary>
    public static bool OfXdp =>
        RunningKernel.Version < AttachTypeTable.FirstKernelWithLink(AttachType.Xdp) && !LinkProbe.HasXdpLinks();

    /// <summary>Links of perf events came with Linux 5.15.</summary>
    public static bool OfPerfEvents => Lacks(ProgramType.Tracepoint, AttachType.PerfEvent, LinkProbe.Nowhere);

    /// <summary>Links to interfaces by tcx came with Linux 6.6.</summary>
    public static bool OfTcx => Lacks(ProgramType.SchedCls, AttachType.TcxIngress, LinkProbe.NoInterface);

    /// <summary>Links to maps of sockets came with Linux 6.10.</summary>
    public static bool OfSocketMaps => Lacks(ProgramType.SkMsg, AttachType.SkMsgVerdict, LinkProbe.Nowhere);

    private static bool Lacks(ProgramType type, AttachType hook, LinkCreateAttributes nowhere)
    {
        var bit = 1ul << (int)hook;
        if ((Volatile.Read(ref _missing) & bit) != 0)
        {
            return true;
        }

        try
        {
            var isMissing = !LinkProbe.TryCreate(type, hook, nowhere);
            Interlocked.Or(ref _missing, isMissing ? bit : 0);
            return isMissing;
        }
        catch (BpfException)
        {
            // Without the permission to try it, the caller's own error is the better one.
            return false;
        }
    }
}
