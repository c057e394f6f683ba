using BpfGen.Interop;

namespace BpfGen;

/// <summary>The kernel's information about a link (<c>struct bpf_link_info</c>).</summary>
/// <param name="Type">The kind of hook that the link attaches to.</param>
/// <param name="Id">The kernel's id of the link, which tools such as bpftool show.</param>
/// <param name="ProgramId">The id of the attached program.</param>
public readonly record struct LinkInfo(LinkType Type, uint Id, uint ProgramId)
{
    /// <summary>The attach type; null if the kernel does not report it for this kind of link.</summary>
    public AttachType? AttachType { get; private init; }

    /// <summary>
    /// For XDP, tcx and netkit: the index of the network interface; 0 if the interface is gone or the link is detached. Null for other
    /// links.
    /// </summary>
    public int? InterfaceIndex { get; private init; }

    /// <summary>For cgroup links: the cgroup's id; 0 if the cgroup is gone or the link is detached. Null for other links.</summary>
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
