using System;
using System.Collections.Generic;
using System.Linq;
using BpfGen.Errors;
using BpfGen.Features;
using BpfGen.Interop;
using BpfGen.Links;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// A traffic control program (<c>SEC("tc/ingress")</c>, <c>tcx/egress</c>, <c>netkit/peer</c>, <c>BPF_PROG_TYPE_SCHED_CLS</c>). It sees
/// the packets that an interface receives or sends, with the network stack's metadata (<c>struct __sk_buff</c>). The program drops, passes
/// or redirects the packets.
/// </summary>
/// <example>
/// <code>
/// using var firewall = Firewall.Load();
///
/// // The section SEC("tc") names no direction, so pass it.
/// using var link = firewall.OnPacket.Attach("eth0", TcDirection.Ingress);
/// </code>
/// </example>
public sealed class TcProgram : BpfProgram, IProgramHandle<TcProgram>
{
    private TcProgram(LoadedProgram program)
        : base(program)
    {
    }

    /// <summary>
    /// Attaches the program to a network interface, at the hook in its section: <c>tc/ingress</c>, <c>tcx/egress</c>,
    /// <c>netkit/peer</c> and so on.
    /// </summary>
    /// <param name="device">The interface's name (<c>"eth0"</c>) or index.</param>
    /// <returns>The link. The program stays attached until you dispose the link, the program or its object.</returns>
    /// <exception cref="ArgumentException">The interface is the default value of <see cref="NetDevice"/>.</exception>
    /// <exception cref="InvalidOperationException">The section names no direction, or the program was not loaded.</exception>
    /// <exception cref="BpfException">
    /// The interface does not exist (<c>ENODEV</c>), or the kernel rejected the attachment: <c>EPERM</c> without <c>CAP_NET_ADMIN</c>.
    /// </exception>
    public BpfLink Attach(NetDevice device) => ExpectedAttachType switch
    {
        AttachType.TcxIngress => Attach(device, TcDirection.Ingress),
        AttachType.TcxEgress => Attach(device, TcDirection.Egress),
        AttachType.NetkitPrimary => AttachNetkit(device, NetkitEnd.Primary),
        AttachType.NetkitPeer => AttachNetkit(device, NetkitEnd.Peer),
        _ => throw NoHook("'tc/ingress' or 'tc/egress'"),
    };

    /// <summary>
    /// Attaches the program to a network interface by a tcx link, after the interface's other programs. On kernels without tcx links
    /// (before Linux 6.6), attaches the program as a filter. <see cref="AttachTcx(NetDevice, TcDirection, LinkAnchor)"/> fails on such
    /// kernels; its link can always be pinned.
    /// </summary>
    /// <param name="device">The interface's name (<c>"eth0"</c>) or index.</param>
    /// <param name="direction">The direction of the packets that the program sees.</param>
    /// <returns>The link, a <see cref="KernelLink"/> or a <see cref="TcFilterLink"/>; disposing it detaches the program.</returns>
    /// <exception cref="ArgumentException">The interface is the default value of <see cref="NetDevice"/>.</exception>
    /// <exception cref="InvalidOperationException">The program was not loaded.</exception>
    /// <exception cref="BpfException">
    /// The interface does not exist (<c>ENODEV</c>), or the kernel rejected the attachment: <c>EPERM</c> without <c>CAP_NET_ADMIN</c>.
    /// </exception>
    public BpfLink Attach(NetDevice device, TcDirection direction)
    {
        var index = device.Find();
        var hook = HookOf(direction);
        var description = Describe(hook, device);
        var attributes = new LinkCreateAttributes { TargetInterface = index, AttachType = (uint)hook };
        return LinkFactory.TryCreate(this, ref attributes, description, out var link) switch
        {
            0 => link!,
            Errno.EINVAL when MissingLinks.OfTcx => AttachFilter(device, direction),
            var errno => throw LinkFactory.Failure(
                "BPF_LINK_CREATE", errno, LinkFactory.Describe(this, description), Hints.ForLink(errno, Type, hook)),
        };
    }

    /// <summary>
    /// Attaches the program to a network interface by a tcx link, at a position among the interface's other programs. Since Linux 6.6.
    /// </summary>
    /// <param name="device">The interface's name (<c>"eth0"</c>) or index.</param>
    /// <param name="direction">The direction of the packets that the program sees.</param>
    /// <param name="anchor">The position among the other programs; last by default.</param>
    /// <returns>The link. The program stays attached until you dispose the link, the program or its object.</returns>
    /// <exception cref="ArgumentException">The interface is the default value of <see cref="NetDevice"/>.</exception>
    /// <exception cref="InvalidOperationException">The program was not loaded.</exception>
    /// <exception cref="BpfException">
    /// The interface does not exist (<c>ENODEV</c>), or the kernel rejected the link: <c>EINVAL</c> before Linux 6.6, <c>ENOENT</c> if the
    /// anchor's program or link is not attached there, <c>ESTALE</c> if the hook's revision is not the expected one, <c>EPERM</c> without
    /// <c>CAP_NET_ADMIN</c>.
    /// </exception>
    public KernelLink AttachTcx(NetDevice device, TcDirection direction, LinkAnchor anchor = default) =>
        Link(device, HookOf(direction), anchor);

    /// <summary>
    /// Attaches the program to a pair of netkit devices by a link, at a position among their other programs. Since Linux 6.7.
    /// </summary>
    /// <param name="device">The name or index of the primary device.</param>
    /// <param name="end">The program sees the packets that this device of the pair sends.</param>
    /// <param name="anchor">The position among the other programs; last by default.</param>
    /// <returns>The link. The program stays attached until you dispose the link, the program or its object.</returns>
    /// <exception cref="ArgumentException">The interface is the default value of <see cref="NetDevice"/>.</exception>
    /// <exception cref="InvalidOperationException">The program was not loaded.</exception>
    /// <exception cref="BpfException">
    /// The interface does not exist (<c>ENODEV</c>), or the kernel rejected the link: <c>EINVAL</c> before Linux 6.7, <c>ENXIO</c> if the
    /// interface is not a netkit device, <c>EACCES</c> if it is not the primary device.
    /// </exception>
    public KernelLink AttachNetkit(NetDevice device, NetkitEnd end, LinkAnchor anchor = default) =>
        Link(device, HookOf(end), anchor);

    /// <summary>
    /// Attaches the program to a network interface as a filter in direct-action mode (<c>cls_bpf</c>), on every kernel. If the interface
    /// has no <c>clsact</c> qdisc, this method creates one, and disposing the last filter removes it again.
    /// </summary>
    /// <param name="device">The interface's name (<c>"eth0"</c>) or index.</param>
    /// <param name="direction">The direction of the packets that the program sees.</param>
    /// <param name="options">The filter's priority and handle; null to run before all other filters.</param>
    /// <returns>The link. Disposing it detaches the program, unless another program has replaced this one.</returns>
    /// <exception cref="ArgumentException">
    /// The interface is the default value of <see cref="NetDevice"/>, or the options replace a filter without naming both its priority and
    /// its handle.
    /// </exception>
    /// <exception cref="InvalidOperationException">The program was not loaded.</exception>
    /// <exception cref="BpfException">
    /// The interface does not exist (<c>ENODEV</c>), or the kernel rejected the qdisc or the filter (<c>RTM_NEWQDISC</c>,
    /// <c>RTM_NEWTFILTER</c>): <c>EEXIST</c> if another filter has the priority and handle, <c>EPERM</c> without <c>CAP_NET_ADMIN</c>.
    /// Nothing is left attached.
    /// </exception>
    public TcFilterLink AttachFilter(NetDevice device, TcDirection direction, TcFilterOptions? options = null)
    {
        options ??= new TcFilterOptions();
        if (options is { ReplaceExisting: true, Priority: 0 } or { ReplaceExisting: true, Handle: 0 })
        {
            throw new ArgumentException("To replace a filter, set both its Priority and its Handle.");
        }

        var place = new FilterPlace(device.Find(), ParentOf(direction), options.Priority, options.Handle);
        return TcFilterLink.Create(this, place, options.ReplaceExisting, $"{direction} filters of interface '{device}'");
    }

    /// <summary>Lists the programs at an interface's tcx hook. Since Linux 6.6.</summary>
    /// <param name="device">The interface's name (<c>"eth0"</c>) or index.</param>
    /// <param name="direction">The direction of the packets that the programs see.</param>
    /// <exception cref="ArgumentException">The interface is the default value of <see cref="NetDevice"/>.</exception>
    /// <exception cref="BpfException">
    /// The interface does not exist (<c>ENODEV</c>), or the kernel rejected the query (<c>BPF_PROG_QUERY</c>): <c>EINVAL</c> before Linux
    /// 6.6.
    /// </exception>
    public static AttachedPrograms QueryTcx(NetDevice device, TcDirection direction) => Query(device, HookOf(direction));

    /// <summary>Lists the programs of a pair of netkit devices. Since Linux 6.7.</summary>
    /// <param name="device">The name or index of the primary device.</param>
    /// <param name="end">The device of the pair. The listed programs see the packets that this device sends.</param>
    /// <exception cref="ArgumentException">The interface is the default value of <see cref="NetDevice"/>.</exception>
    /// <exception cref="BpfException">
    /// The interface does not exist (<c>ENODEV</c>), or the kernel rejected the query (<c>BPF_PROG_QUERY</c>): <c>EINVAL</c> before Linux
    /// 6.7, <c>ENXIO</c> if the interface is not a netkit device.
    /// </exception>
    public static AttachedPrograms QueryNetkit(NetDevice device, NetkitEnd end) => Query(device, HookOf(end));

    /// <summary>Lists the programs that are attached to an interface as filters of its <c>clsact</c> qdisc.</summary>
    /// <param name="device">The interface's name (<c>"eth0"</c>) or index.</param>
    /// <param name="direction">The direction of the packets that the programs see.</param>
    /// <exception cref="ArgumentException">The interface is the default value of <see cref="NetDevice"/>.</exception>
    /// <exception cref="BpfException">
    /// The interface does not exist (<c>ENODEV</c>), or the kernel rejected the query (<c>RTM_GETTFILTER</c>).
    /// </exception>
    public static IReadOnlyList<TcFilter> QueryFilters(NetDevice device, TcDirection direction)
    {
        var subject = $"the {direction} filters of interface '{device}'";
        using var socket = RouteSocket.Open(subject);
        var filters = new List<(FilterPlace Place, uint Program, string Name)>();
        var answer = TcNetlink.ListFilters(socket, new FilterPlace(device.Find(), ParentOf(direction), 0, 0), filters);
        answer.ThrowIfFailed("RTM_GETTFILTER", subject);
        return [.. filters.Where(filter => filter.Program != 0)
            .Select(filter => new TcFilter(filter.Place.Priority, filter.Place.Handle, filter.Program, filter.Name))];
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
        return link
            ?? throw LinkFactory.Failure("BPF_LINK_CREATE", errno, LinkFactory.Describe(this, description), HintFor(errno, hook, anchor));
    }

    private string? HintFor(int errno, AttachType hook, LinkAnchor anchor) => errno switch
    {
        Errno.ENXIO => "The interface is not a netkit device.",
        Errno.EACCES when hook is AttachType.NetkitPrimary or AttachType.NetkitPeer =>
            "The interface is not the primary device of its pair. Programs for either end are attached to the primary device.",
        _ => anchor.HintFor(errno) ?? Hints.ForLink(errno, Type, hook),
    };

    private static AttachType HookOf(NetkitEnd end) => end == NetkitEnd.Primary ? AttachType.NetkitPrimary : AttachType.NetkitPeer;

    private static AttachType HookOf(TcDirection direction) =>
        direction == TcDirection.Ingress ? AttachType.TcxIngress : AttachType.TcxEgress;

    private static uint ParentOf(TcDirection direction) => direction == TcDirection.Ingress ? FilterPlace.Ingress : FilterPlace.Egress;

    private static string Describe(AttachType hook, NetDevice device) => $"{KindNames.Of(hook)} of interface '{device}'";

    static TcProgram IProgramHandle<TcProgram>.Create(LoadedProgram program) => new(program);

    static bool IProgramHandle<TcProgram>.Takes(ProgramType type) => type == ProgramType.SchedCls;
}
