using System;
using BpfGen.Errors;
using BpfGen.Interop;
using BpfGen.Links;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// An XDP program (<c>BPF_PROG_TYPE_XDP</c>): it sees every packet that an interface receives before the network stack does, and says whether to drop,
/// pass, send back or redirect it.
/// </summary>
public sealed class XdpProgram : BpfProgram, IProgramHandle<XdpProgram>
{
    private XdpProgram(LoadedProgram program)
        : base(program)
    {
    }

    /// <summary>
    /// Attaches the program to a network interface: by a link since Linux 5.9, and through netlink before.
    /// </summary>
    /// <param name="device">The interface: <c>"eth0"</c>, or its index.</param>
    /// <param name="mode">Where a packet meets the program.</param>
    /// <returns>The link, a <see cref="KernelLink"/> or an <see cref="XdpNetlinkLink"/>; disposing it takes the program off the interface.</returns>
    /// <exception cref="ArgumentException">There is no such interface.</exception>
    /// <exception cref="InvalidOperationException">The program is for the entries of a map: its section is <c>xdp/devmap</c> or <c>xdp/cpumap</c>.</exception>
    /// <exception cref="BpfException">
    /// The kernel refuses: <c>EPERM</c> without <c>CAP_NET_ADMIN</c>, <c>EBUSY</c> or <c>EEXIST</c> where the interface has a program,
    /// <c>EOPNOTSUPP</c> where its driver does not have the mode.
    /// </exception>
    public BpfLink Attach(NetDevice device, XdpMode mode = XdpMode.Default)
    {
        var index = Find(device);
        var hook = Describe(device, mode);
        var attributes = new LinkCreateAttributes { TargetInterface = index, AttachType = (uint)AttachType.Xdp, Flags = (uint)mode };
        return LinkFactory.TryCreate(this, ref attributes, hook, out var link) switch
        {
            0 => link!,
            // A kernel without these links; or one that has them, and says in words through netlink what it does not like.
            Errno.EINVAL => XdpNetlinkLink.Create(this, index, mode, replaceExisting: false, hook),
            var errno => throw Failure(errno, hook),
        };
    }

    /// <summary>
    /// Attaches the program to a network interface through netlink, on every kernel. Others may replace it, which a link does not allow; and it
    /// stays when the process ends without disposing what this returns.
    /// </summary>
    /// <param name="device">The interface: <c>"eth0"</c>, or its index.</param>
    /// <param name="mode">Where a packet meets the program.</param>
    /// <param name="replaceExisting">Whether to take the place of a program that is there.</param>
    /// <returns>The link; disposing it takes the program off the interface, unless another has taken its place.</returns>
    /// <exception cref="ArgumentException">There is no such interface.</exception>
    /// <exception cref="InvalidOperationException">The program is for the entries of a map: its section is <c>xdp/devmap</c> or <c>xdp/cpumap</c>.</exception>
    /// <exception cref="BpfException">The kernel refuses (<c>RTM_SETLINK</c>): <c>EBUSY</c> where the interface has a program or a link, <c>EPERM</c> without <c>CAP_NET_ADMIN</c>.</exception>
    public XdpNetlinkLink AttachNetlink(NetDevice device, XdpMode mode = XdpMode.Default, bool replaceExisting = false) =>
        XdpNetlinkLink.Create(this, Find(device), mode, replaceExisting, Describe(device, mode));

    /// <summary>Asks which XDP programs an interface has.</summary>
    /// <param name="device">The interface: <c>"eth0"</c>, or its index.</param>
    /// <exception cref="ArgumentException">There is no such interface.</exception>
    /// <exception cref="BpfException">The kernel does not say (<c>RTM_GETLINK</c>).</exception>
    public static XdpAttachment Query(NetDevice device)
    {
        var subject = $"XDP on '{device}'";
        using var socket = RouteSocket.Open(subject);
        XdpNetlink.Query(socket, device.Find(), out var programs).ThrowIfFailed("RTM_GETLINK", subject);
        return new XdpAttachment(programs.Generic, programs.Native, programs.Offloaded);
    }

    private int Find(NetDevice device) => ExpectedAttachType is AttachType.XdpDevmap or AttachType.XdpCpumap
        ? throw new InvalidOperationException(
            $"Program '{Name}' of section '{Section}' runs where the entry of a map sends a packet: write it into the map. Section 'xdp' is for interfaces.")
        : device.Find();

    private BpfException Failure(int errno, string hook) => new(
        "BPF_LINK_CREATE",
        errno,
        LinkFactory.Describe(this, hook),
        errno is Errno.EBUSY or Errno.EEXIST
            ? "Another XDP program is attached there already: 'bpftool net show' shows it."
            : Hints.ForLink(errno, Type, AttachType.Xdp));

    private static string Describe(NetDevice device, XdpMode mode) => $"XDP of interface '{device}'{(mode == XdpMode.Default ? "" : $" ({mode})")}";

    static XdpProgram IProgramHandle<XdpProgram>.Create(LoadedProgram program) => new(program);

    static bool IProgramHandle<XdpProgram>.Takes(ProgramType type) => type == ProgramType.Xdp;
}
