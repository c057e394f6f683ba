using System;
using BpfGen.Errors;
using BpfGen.Interop;
using BpfGen.Links;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// An XDP program (<c>SEC("xdp")</c>, <c>BPF_PROG_TYPE_XDP</c>). It sees every packet that an interface receives before the network
/// stack does. It drops, passes, sends back or redirects the packet.
/// </summary>
/// <example>
/// <code>
/// using var counter = PacketCounter.Load();
/// using var link = counter.OnPacket.Attach("eth0");
///
/// // The program runs until the link is disposed.
/// Thread.Sleep(TimeSpan.FromSeconds(10));
/// </code>
/// </example>
public sealed class XdpProgram : BpfProgram, IProgramHandle<XdpProgram>
{
    private XdpProgram(LoadedProgram program)
        : base(program)
    {
    }

    /// <summary>Attaches the program to a network interface: by a link since Linux 5.9, and through netlink on older kernels.</summary>
    /// <param name="device">The interface's name (<c>"eth0"</c>) or index.</param>
    /// <param name="mode">Where the program runs: in the network driver, in the generic network code, or on the network card.</param>
    /// <returns>The link, a <see cref="KernelLink"/> or an <see cref="XdpNetlinkLink"/>; disposing it detaches the program.</returns>
    /// <exception cref="ArgumentException">The interface does not exist.</exception>
    /// <exception cref="InvalidOperationException">
    /// The program was not loaded, or its section is <c>xdp/devmap</c> or <c>xdp/cpumap</c>: such a program belongs in a map entry.
    /// </exception>
    /// <exception cref="BpfException">
    /// The kernel rejected the attachment: <c>EPERM</c> without <c>CAP_NET_ADMIN</c>, <c>EBUSY</c> or <c>EEXIST</c> if the interface
    /// has an XDP program already, <c>EOPNOTSUPP</c> if the driver does not support the mode.
    /// </exception>
    public BpfLink Attach(NetDevice device, XdpMode mode = XdpMode.Default)
    {
        var index = Find(device);
        var hook = Describe(device, mode);
        var attributes = new LinkCreateAttributes { TargetInterface = index, AttachType = (uint)AttachType.Xdp, Flags = (uint)mode };
        return LinkFactory.TryCreate(this, ref attributes, hook, out var link) switch
        {
            0 => link!,
            // EINVAL means that the kernel does not support XDP links, or that it rejects this link. So try netlink, which works in the
            // first case, and gives the reason as text in the second case.
            Errno.EINVAL => XdpNetlinkLink.Create(this, index, mode, replaceExisting: false, hook),
            var errno => throw Failure(errno, hook),
        };
    }

    /// <summary>
    /// Attaches the program to a network interface through netlink, on every kernel. Unlike with a link, other processes can replace the
    /// program, and the program stays attached if the process ends without disposing the returned link.
    /// </summary>
    /// <param name="device">The interface's name (<c>"eth0"</c>) or index.</param>
    /// <param name="mode">Where the program runs: in the network driver, in the generic network code, or on the network card.</param>
    /// <param name="replaceExisting">Whether to replace a program that is attached already.</param>
    /// <returns>The link; disposing it detaches the program, unless another program has replaced it.</returns>
    /// <exception cref="ArgumentException">The interface does not exist.</exception>
    /// <exception cref="InvalidOperationException">
    /// The program was not loaded, or its section is <c>xdp/devmap</c> or <c>xdp/cpumap</c>: such a program belongs in a map entry.
    /// </exception>
    /// <exception cref="BpfException">
    /// The kernel rejected the attachment (<c>RTM_SETLINK</c>): <c>EBUSY</c> if the interface has a program or a link already,
    /// <c>EPERM</c> without <c>CAP_NET_ADMIN</c>.
    /// </exception>
    public XdpNetlinkLink AttachNetlink(NetDevice device, XdpMode mode = XdpMode.Default, bool replaceExisting = false) =>
        XdpNetlinkLink.Create(this, Find(device), mode, replaceExisting, Describe(device, mode));

    /// <summary>Reads which XDP programs are attached to an interface.</summary>
    /// <param name="device">The interface's name (<c>"eth0"</c>) or index.</param>
    /// <exception cref="ArgumentException">The interface does not exist.</exception>
    /// <exception cref="BpfException">The kernel rejected the query (<c>RTM_GETLINK</c>).</exception>
    public static XdpAttachment Query(NetDevice device)
    {
        var subject = $"XDP on '{device}'";
        using var socket = RouteSocket.Open(subject);
        XdpNetlink.Query(socket, device.Find(), out var programs).ThrowIfFailed("RTM_GETLINK", subject);
        return new XdpAttachment(programs.Generic, programs.Native, programs.Offloaded);
    }

    private int Find(NetDevice device) => ExpectedAttachType is AttachType.XdpDevmap or AttachType.XdpCpumap
        ? throw new InvalidOperationException(
            $"Program '{Name}' of section '{Section}' runs for the packets of a map entry: write it into the map. " +
            "To attach to interfaces, use section 'xdp'.")
        : device.Find();

    private BpfException Failure(int errno, string hook) => new(
        "BPF_LINK_CREATE",
        errno,
        LinkFactory.Describe(this, hook),
        errno is Errno.EBUSY or Errno.EEXIST
            ? "Another XDP program is attached to the interface already. 'bpftool net show' shows it."
            : Hints.ForLink(errno, Type, AttachType.Xdp));

    private static string Describe(NetDevice device, XdpMode mode) =>
        $"XDP of interface '{device}'{(mode == XdpMode.Default ? "" : $" ({mode})")}";

    static XdpProgram IProgramHandle<XdpProgram>.Create(LoadedProgram program) => new(program);

    static bool IProgramHandle<XdpProgram>.Takes(ProgramType type) => type == ProgramType.Xdp;
}
