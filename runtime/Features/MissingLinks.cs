using System.Threading;
using BpfGen.Interop;
using BpfGen.KernelFacts;

namespace BpfGen.Features;

/// <summary>
/// Whether the kernel lacks a kind of link. If creating a link fails, attach the program without a link only if the kernel lacks this kind
/// of link: any other <c>EINVAL</c> is an error of the caller. Each property tries to create such a link, so read it only after a failure.
/// </summary>
/// <remarks>Each kind of link has a property of its own, so that trimming keeps only the properties that an application needs.</remarks>
internal static class MissingLinks
{
    /// <summary>A bit mask: bit n is 1 if a test has shown that the kernel lacks links for the attach type with value n.</summary>
    private static ulong _missing;

    /// <summary>Whether the kernel lacks links to cgroups, which came with Linux 5.7.</summary>
    public static bool OfCgroups => Lacks(ProgramType.CgroupSkb, AttachType.CgroupInetEgress, LinkProbe.Nowhere);

    /// <summary>Whether the kernel lacks links to network namespaces, which came with Linux 5.8.</summary>
    public static bool OfNetworkNamespaces => Lacks(ProgramType.FlowDissector, AttachType.FlowDissector, LinkProbe.Nowhere);

    /// <summary>
    /// Whether the kernel lacks XDP links, which came with Linux 5.9. A test link cannot show this: the kernel returns the same error with
    /// and without XDP links. Since Linux 5.9, every kernel has XDP links. The BTF of an older kernel shows whether a distribution has
    /// added them.
    /// </summary>
    public static bool OfXdp =>
        RunningKernel.Version < AttachTypeTable.FirstKernelWithLink(AttachType.Xdp) && !LinkProbe.HasXdpLinks();

    /// <summary>Whether the kernel lacks links to perf events, which came with Linux 5.15.</summary>
    public static bool OfPerfEvents => Lacks(ProgramType.Tracepoint, AttachType.PerfEvent, LinkProbe.Nowhere);

    /// <summary>Whether the kernel lacks tcx links to network interfaces, which came with Linux 6.6.</summary>
    public static bool OfTcx => Lacks(ProgramType.SchedCls, AttachType.TcxIngress, LinkProbe.NoInterface);

    /// <summary>Whether the kernel lacks links to socket maps, which came with Linux 6.10.</summary>
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
            // The test link could not be created, for example without permission. Return false, so that the caller reports its own error.
            return false;
        }
    }
}
