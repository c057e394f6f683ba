using System.Globalization;
using BpfGen.Errors;
using BpfGen.Interop;
using BpfGen.KernelFacts;

namespace BpfGen.Links;

/// <summary>Explains why the kernel does not attach an XDP program to an interface.</summary>
internal static class XdpHints
{
    /// <param name="errno">The error number.</param>
    /// <param name="device">The interface.</param>
    /// <param name="mode">Where the program should run.</param>
    /// <param name="program">The program.</param>
    public static string? For(int errno, NetDevice device, XdpMode mode, XdpProgram program) => errno switch
    {
        Errno.EBUSY or Errno.EEXIST => "Another XDP program is attached to the interface already. 'bpftool net show' shows it.",
        Errno.EOPNOTSUPP when mode == XdpMode.Native =>
            $"The driver of interface '{device}' does not support XDP. " +
            "Use XdpMode.Generic, which works for every interface, or XdpMode.Default, which uses the driver only if it supports XDP.",
        Errno.EOPNOTSUPP when mode == XdpMode.Offload =>
            $"The network card of interface '{device}' does not run XDP programs. Use XdpMode.Native, XdpMode.Generic or XdpMode.Default.",
        Errno.ERANGE =>
            $"The MTU of interface '{device}'{Mtu(device)} is too large for XDP in its driver, which puts a packet into one page. " +
            $"Reduce the MTU ('ip link set dev {device} mtu 1500'), put the program into section 'xdp.frags', or use XdpMode.Generic.",
        Errno.EINVAL or Errno.ENODEV when !Exists(device) => $"The network namespace of the calling thread has no interface '{device}'.",
        Errno.EINVAL when mode != XdpMode.Native && RunningKernel.Version < FirstKernels.GenericXdpMapPrograms =>
            "In generic mode, programs that redirect packets to map entries with programs of their own require Linux " +
            $"{FirstKernels.GenericXdpMapPrograms.ToString(2)}.",
        Errno.EINVAL => Hints.ForLink(errno, program.Type, AttachType.Xdp)
            ?? $"The program does not fit interface '{device}' in this mode: it was loaded for one network card, " +
            "or the interface is part of a bond whose other interfaces do not support it.",
        _ => Hints.ForLink(errno, program.Type, AttachType.Xdp),
    };

    /// <summary>
    /// The interface's MTU, in parentheses. The MTU is read from netlink, because sysfs may show the interfaces of another network
    /// namespace: the one in which sysfs was mounted.
    /// </summary>
    private static string Mtu(NetDevice device)
    {
        using var socket = NetlinkSocket.TryOpen();
        var size = socket is null ? 0 : XdpNetlink.PacketSize(socket, device.Find());
        return size == 0 ? "" : $" ({size.ToString(CultureInfo.InvariantCulture)} bytes)";
    }

    /// <summary>Whether the interface exists. A name was looked up before the call, but an index was not.</summary>
    private static bool Exists(NetDevice device) => NetDevices.Exists(device.Find());
}
