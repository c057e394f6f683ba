using BpfGen.Interop;

namespace BpfGen;

/// <summary>What the kernel says of a link (<c>struct bpf_link_info</c>).</summary>
/// <param name="Type">What it attaches to.</param>
/// <param name="Id">The id that the kernel knows it by, and tools such as bpftool show.</param>
/// <param name="ProgramId">The id of the program that is attached.</param>
public readonly record struct LinkInfo(LinkType Type, uint Id, uint ProgramId)
{
    /// <summary>The hook among those of its type, where the kernel says it.</summary>
    public AttachType? AttachType { get; private init; }

    /// <summary>The network interface, for XDP, tcx and netkit. Zero once the interface is gone, or the link is detached.</summary>
    public int? InterfaceIndex { get; private init; }

    /// <summary>The cgroup, for links of cgroups. Zero once the cgroup is gone, or the link is detached.</summary>
    public ulong? CgroupId { get; private init; }

    internal static LinkInfo Of(in LinkInfoAttributes info)
    {
        var type = (LinkType)info.Type;
        return new LinkInfo(type, info.Id, info.ProgramId)
        {
            AttachType = type switch
            {
                LinkType.Tracing => (AttachType)info.First,
                LinkType.Cgroup => (AttachType)info.Third,
                LinkType.NetworkNamespace or LinkType.Tcx or LinkType.Netkit or LinkType.SocketMap => (AttachType)info.Second,
                _ => null,
            },
            InterfaceIndex = type is LinkType.Xdp or LinkType.Tcx or LinkType.Netkit ? (int)info.First : null,
            CgroupId = type == LinkType.Cgroup ? info.FirstWide : null,
        };
    }
}
