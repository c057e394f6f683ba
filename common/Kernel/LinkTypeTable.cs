using System;

namespace BpfGen.KernelFacts;

/// <summary>The table of link types. To add a link type, add its row here and its member to <see cref="LinkType"/>.</summary>
/// <remarks>This table has no capabilities. They depend on the attach type, so <see cref="AttachTypeTable"/> lists them.</remarks>
internal static class LinkTypeTable
{
    private const int Name = 1;
    private const int KernelName = 2;
    private const int Since = 3;

    /// <summary>
    /// The columns: the value; the name in <see cref="LinkType"/>; the kernel's name without its prefix (<c>=</c>: the same name in
    /// capitals); the first kernel.
    /// </summary>
    public static ReadOnlySpan<byte> Rows => """
        0 Unspecified UNSPEC -
        1 RawTracepoint = 5.5
        2 Tracing = 5.5
        3 Cgroup = 5.7
        4 Iterator ITER 5.8
        5 NetworkNamespace NETNS 5.8
        6 Xdp = 5.9
        7 PerfEvent = 5.15
        8 KprobeMulti = 5.18
        9 StructOps = 6.4
        10 Netfilter = 6.4
        11 Tcx = 6.6
        12 UprobeMulti = 6.6
        13 Netkit = 6.7
        14 SocketMap SOCKMAP 6.10
        15 TracingMulti = ?
        """u8;

    /// <summary>Gets the kernel's name of a type: <c>BPF_LINK_TYPE_XDP</c>.</summary>
    public static string KernelNameOf(LinkType type) => "BPF_LINK_TYPE_" + FactRow.Find(Rows, (uint)type).NameOrCapitals(KernelName, Name);

    /// <summary>Finds a type by its name in <see cref="LinkType"/>.</summary>
    public static LinkType OfName(ReadOnlySpan<byte> name) => (LinkType)FactRow.Find(Rows, Name, name).Number(0);

    /// <summary>Gets the first kernel version that creates links of a type; null if it is unknown.</summary>
    public static Version? FirstKernel(LinkType type) => FactRow.Find(Rows, (uint)type).Kernel(Since);
}
