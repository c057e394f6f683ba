using System;
using System.Collections.Generic;
using System.Linq;
using BpfGen.Errors;
using BpfGen.Interop;
using BpfGen.Links;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// A traffic control program (<c>BPF_PROG_TYPE_SCHED_CLS</c>): it sees the packets that an interface receives or sends, with what the network stack
/// knows of them, and says whether to drop, pass or redirect them.
/// </summary>
public sealed class TcProgram : BpfProgram, IProgramHandle<TcProgram>
{
    private TcProgram(LoadedProgram program)
        : base(program)
    {
    }

    /// <summary>Attaches the program to a network interface, to the hook that its section names: <c>tc/ingress</c>, <c>tcx/egress</c>, <c>netkit/peer</c>.</summary>
    /// <param name="device">The interface: <c>"eth0"</c>, or its index.</param>
    /// <returns>The link; disposing it takes the program off the interface.</returns>
    /// <exception cref="ArgumentException">There is no such interface.</exception>
    /// <exception cref="InvalidOperationException">The section names no direction.</exception>
    /// <exception cref="BpfException">The kernel refuses; <c>EPERM</c> without <c>CAP_NET_ADMIN</c>.</exception>
    public BpfLink Attach(NetDevice device) => ExpectedAttachType switch
    {
        AttachType.TcxIngress => Attach(device, TcDirection.Ingress),
        AttachType.TcxEgress => Attach(device, TcDirection.Egress),
        AttachType.NetkitPrimary => AttachNetkit(device, NetkitEnd.Primary),
        AttachType.NetkitPeer => AttachNetkit(device, NetkitEnd.Peer),
        _ => throw NoHook("'tc/ingress' or 'tc/egress'"),
    };

    /// <summary>
    /// Attaches the program to a network interface, after the programs that it has: by a tcx link since Linux 6.6, and as a filter before.
    /// </summary>
    /// <param name="device">The interface: <c>"eth0"</c>, or its index.</param>
    /// <param name="direction">Which packets the program sees.</param>
    /// <returns>The link, a <see cref="KernelLink"/> or a <see cref="TcFilterLink"/>; disposing it takes the program off the interface.</returns>
    /// <exception cref="ArgumentException">There is no such interface.</exception>
    /// <exception cref="BpfException">The kernel refuses; <c>EPERM</c> without <c>CAP_NET_ADMIN</c>.</exception>
    public BpfLink Attach(NetDevice device, TcDirection direction)
    {
        var index = device.Find();
        var hook = HookOf(direction);
        var description = Describe(hook, device);
        var attributes = new LinkCreateAttributes { TargetInterface = index, AttachType = (uint)hook };
        return LinkFactory.TryCreate(this, ref attributes, description, out var link) switch
        {
            0 => link!,
            // A kernel without tcx.
            Errno.EINVAL => AttachFilter(device, direction),
            var errno => throw LinkFactory.Failure("BPF_LINK_CREATE", errno, LinkFactory.Describe(this, description), Hints.ForLink(errno, Type, hook)),
        };
    }

    /// <summary>Attaches the program to a network interface by a tcx link, at a place among the programs that it has. Since Linux 6.6.</summary>
    /// <param name="device">The interface: <c>"eth0"</c>, or its index.</param>
    /// <param name="direction">Which packets the program sees.</param>
    /// <param name="anchor">The place among the others; at the end by default.</param>
    /// <returns>The link; disposing it takes the program off the interface.</returns>
    /// <exception cref="ArgumentException">There is no such interface.</exception>
    /// <exception cref="BpfException">
    /// The kernel refuses: <c>EINVAL</c> before 6.6, <c>ENOENT</c> where the program to stand beside is not there, <c>ESTALE</c> where the hook has
    /// another revision than expected, <c>EPERM</c> without <c>CAP_NET_ADMIN</c>.
    /// </exception>
    public KernelLink AttachTcx(NetDevice device, TcDirection direction, LinkAnchor anchor = default) => Link(device, HookOf(direction), anchor);

    /// <summary>Attaches the program to a pair of netkit devices by a link, at a place among the programs that they have. Since Linux 6.7.</summary>
    /// <param name="device">The primary device: its name or its index.</param>
    /// <param name="end">At which end packets are sent that the program sees.</param>
    /// <param name="anchor">The place among the others; at the end by default.</param>
    /// <returns>The link; disposing it takes the program off the devices.</returns>
    /// <exception cref="ArgumentException">There is no such interface.</exception>
    /// <exception cref="BpfException">
    /// The kernel refuses: <c>EINVAL</c> before 6.7, and where the interface is no netkit device (<c>ENXIO</c>) or not the primary one (<c>EACCES</c>).
    /// </exception>
    public KernelLink AttachNetkit(NetDevice device, NetkitEnd end, LinkAnchor anchor = default) =>
        Link(device, HookOf(end), anchor);

    /// <summary>
    /// Attaches the program to a network interface as a filter that decides itself (<c>cls_bpf</c>, direct action), on every kernel. The qdisc
    /// <c>clsact</c> is made where the interface has none, and removed again with the last filter.
    /// </summary>
    /// <param name="device">The interface: <c>"eth0"</c>, or its index.</param>
    /// <param name="direction">Which packets the program sees.</param>
    /// <param name="options">The place among the filters; null for before all others.</param>
    /// <returns>The link; disposing it takes the program off the interface, unless another has taken its place.</returns>
    /// <exception cref="ArgumentException">There is no such interface.</exception>
    /// <exception cref="BpfException">
    /// The kernel refuses (<c>RTM_NEWQDISC</c>, <c>RTM_NEWTFILTER</c>): <c>EEXIST</c> where a filter has the place, <c>EPERM</c> without
    /// <c>CAP_NET_ADMIN</c>. Nothing is left behind.
    /// </exception>
    public TcFilterLink AttachFilter(NetDevice device, TcDirection direction, TcFilterOptions? options = null)
    {
        options ??= new TcFilterOptions();
        if (options is { ReplaceExisting: true, Priority: 0 } or { ReplaceExisting: true, Handle: 0 })
        {
            throw new ArgumentException("A filter is replaced by its priority and its handle: give both.");
        }

        var place = new FilterPlace(device.Find(), ParentOf(direction), options.Priority, options.Handle);
        return TcFilterLink.Create(this, place, options.ReplaceExisting, $"{direction} filters of interface '{device}'");
    }

    /// <summary>Asks which programs an interface has at its tcx hook. Since Linux 6.6.</summary>
    /// <param name="device">The interface: <c>"eth0"</c>, or its index.</param>
    /// <param name="direction">Which packets they see.</param>
    /// <exception cref="ArgumentException">There is no such interface.</exception>
    /// <exception cref="BpfException">The kernel does not say (<c>BPF_PROG_QUERY</c>): <c>EINVAL</c> before 6.6.</exception>
    public static AttachedPrograms QueryTcx(NetDevice device, TcDirection direction) => Query(device, HookOf(direction));

    /// <summary>Asks which programs a pair of netkit devices has. Since Linux 6.7.</summary>
    /// <param name="device">The primary device: its name or its index.</param>
    /// <param name="end">At which end packets are sent that they see.</param>
    /// <exception cref="ArgumentException">There is no such interface.</exception>
    /// <exception cref="BpfException">The kernel does not say (<c>BPF_PROG_QUERY</c>): <c>EINVAL</c> before 6.7, <c>ENXIO</c> where it is no netkit device.</exception>
    public static AttachedPrograms QueryNetkit(NetDevice device, NetkitEnd end) => Query(device, HookOf(end));

    /// <summary>Asks which programs an interface has as filters below <c>clsact</c>.</summary>
    /// <param name="device">The interface: <c>"eth0"</c>, or its index.</param>
    /// <param name="direction">Which packets they see.</param>
    /// <exception cref="ArgumentException">There is no such interface.</exception>
    /// <exception cref="BpfException">The kernel does not say (<c>RTM_GETTFILTER</c>).</exception>
    public static IReadOnlyList<TcFilter> QueryFilters(NetDevice device, TcDirection direction)
    {
        var subject = $"the {direction} filters of interface '{device}'";
        using var socket = RouteSocket.Open(subject);
        var filters = new List<(FilterPlace Place, uint Program, string Name)>();
        var answer = TcNetlink.ListFilters(socket, new FilterPlace(device.Find(), ParentOf(direction), 0, 0), filters);
        answer.ThrowIfFailed("RTM_GETTFILTER", subject);
        return [.. filters.Where(filter => filter.Program != 0).Select(filter => new TcFilter(filter.Place.Priority, filter.Place.Handle, filter.Program, filter.Name))];
    }

    private static AttachedPrograms Query(NetDevice device, AttachType hook) =>
        AttachedPrograms.Query(device.Find(), hook, queryFlags: 0, knowsLinks: true, Describe(hook, device));

    private KernelLink Link(NetDevice device, AttachType hook, LinkAnchor anchor)
    {
        var attributes = new LinkCreateAttributes
        {
            TargetInterface = device.Find(),
            AttachType = (uint)hook,
            Flags = anchor.Flags,
            Relative = new RelativeLinkAttributes { FdOrId = (int)anchor.Id, ExpectedRevision = anchor.ExpectedRevision },
        };
        var description = Describe(hook, device);
        var errno = LinkFactory.TryCreate(this, ref attributes, description, out var link);
        return link ?? throw LinkFactory.Failure("BPF_LINK_CREATE", errno, LinkFactory.Describe(this, description), HintFor(errno, hook, anchor));
    }

    private string? HintFor(int errno, AttachType hook, LinkAnchor anchor) => errno switch
    {
        Errno.ENXIO => "The interface is no netkit device.",
        Errno.EACCES when hook is AttachType.NetkitPrimary or AttachType.NetkitPeer => "Programs are attached to the primary device of a pair, for either end.",
        _ => anchor.HintFor(errno) ?? Hints.ForLink(errno, Type, hook),
    };

    private static AttachType HookOf(NetkitEnd end) => end == NetkitEnd.Primary ? AttachType.NetkitPrimary : AttachType.NetkitPeer;

    private static AttachType HookOf(TcDirection direction) => direction == TcDirection.Ingress ? AttachType.TcxIngress : AttachType.TcxEgress;

    private static uint ParentOf(TcDirection direction) => direction == TcDirection.Ingress ? FilterPlace.Ingress : FilterPlace.Egress;

    private static string Describe(AttachType hook, NetDevice device) => $"{KindNames.Of(hook)} of interface '{device}'";

    static TcProgram IProgramHandle<TcProgram>.Create(LoadedProgram program) => new(program);

    static bool IProgramHandle<TcProgram>.Takes(ProgramType type) => type == ProgramType.SchedCls;
}
