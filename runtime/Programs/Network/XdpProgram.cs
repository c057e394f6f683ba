using System;
using BpfGen.Features;
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
    /// <param name="linkOnly">
    /// Whether to fail on kernels without XDP links (before Linux 5.9). If true, the result is always a <see cref="KernelLink"/>, which can
    /// be pinned.
    /// </param>
    /// <returns>
    /// The link: a <see cref="KernelLink"/>, or an <see cref="XdpNetlinkLink"/> on kernels without XDP links. Disposing it detaches the
    /// program.
    /// </returns>
    /// <exception cref="ArgumentException">The interface is the default value of <see cref="NetDevice"/>.</exception>
    /// <exception cref="InvalidOperationException">
    /// The program was not loaded, or its section is <c>xdp/devmap</c> or <c>xdp/cpumap</c>: such a program belongs in a map entry.
    /// </exception>
    /// <exception cref="BpfException">
    /// The interface does not exist (<c>ENODEV</c>), or the kernel rejected the attachment: <c>EPERM</c> without <c>CAP_NET_ADMIN</c>,
    /// <c>EBUSY</c> or <c>EEXIST</c> if the interface has an XDP program already, <c>EOPNOTSUPP</c> if the driver does not support the
    /// mode, <c>ERANGE</c> if the interface's MTU is too large for the driver.
    /// </exception>
    public BpfLink Attach(NetDevice device, XdpMode mode = XdpMode.Default, bool linkOnly = false)
    {
        var index = Find(device);
        var hook = Describe(device, mode);
        var attributes = new LinkCreateAttributes { TargetInterface = index, AttachType = (uint)AttachType.Xdp, Flags = (uint)mode };
        return LinkFactory.TryCreate(this, ref attributes, hook, out var link) switch
        {
            0 => link!,
            Errno.EINVAL when !linkOnly && MissingLinks.OfXdp =>
                XdpNetlinkLink.Create(this, index, mode, replaceExisting: false, hook, device),
            var errno => throw new BpfException(
                "BPF_LINK_CREATE", errno, LinkFactory.Describe(this, hook), XdpHints.For(errno, device, mode, this)),
        };
    }

    /// <summary>
    /// Attaches the program to a network interface through netlink, on every kernel. Unlike with a link, other processes can replace the
    /// program, and the program stays attached if the process ends without disposing the returned link.
    /// </summary>
    /// <param name="device">The interface's name (<c>"eth0"</c>) or index.</param>
    /// <param name="mode">Where the program runs: in the network driver, in the generic network code, or on the network card.</param>
    /// <param name="replaceExisting">Whether to replace a program that is attached already.</param>
    /// <returns>The link. Disposing it detaches the program, unless another program has replaced this one.</returns>
    /// <exception cref="ArgumentException">The interface is the default value of <see cref="NetDevice"/>.</exception>
    /// <exception cref="InvalidOperationException">
    /// The program was not loaded, or its section is <c>xdp/devmap</c> or <c>xdp/cpumap</c>: such a program belongs in a map entry.
    /// </exception>
    /// <exception cref="BpfException">
    /// The interface does not exist (<c>ENODEV</c>), or the kernel rejected the attachment (<c>RTM_SETLINK</c>): <c>EBUSY</c> if the
    /// interface has a program or a link already, <c>EOPNOTSUPP</c> if the driver does not support the mode, <c>ERANGE</c> if the
    /// interface's MTU is too large for the driver, <c>EPERM</c> without <c>CAP_NET_ADMIN</c>.
    /// </exception>
    public XdpNetlinkLink AttachNetlink(NetDevice device, XdpMode mode = XdpMode.Default, bool replaceExisting = false) =>
        XdpNetlinkLink.Create(this, Find(device), mode, replaceExisting, Describe(device, mode), device);

    /// <summary>Reads which XDP programs are attached to an interface.</summary>
    /// <param name="device">The interface's name (<c>"eth0"</c>) or index.</param>
    /// <exception cref="ArgumentException">The interface is the default value of <see cref="NetDevice"/>.</exception>
    /// <exception cref="BpfException">
    /// The interface does not exist (<c>ENODEV</c>), or the kernel rejected the query (<c>RTM_GETLINK</c>).
    /// </exception>
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

    private static string Describe(NetDevice device, XdpMode mode) =>
        $"XDP of interface '{device}'{(mode == XdpMode.Default ? "" : $" ({mode})")}";

    static XdpProgram IProgramHandle<XdpProgram>.Create(LoadedProgram program) => new(program);

    static bool IProgramHandle<XdpProgram>.Takes(ProgramType type) => type == ProgramType.Xdp;
}
