using System.Runtime.InteropServices;

namespace BpfGen.Interop;

/// <summary>Message types, flags and headers of <c>NETLINK_ROUTE</c>: <c>uapi/linux/rtnetlink.h</c>.</summary>
internal static class RouteNetlink
{
    public const ushort NewLink = 16;
    public const ushort DeleteLink = 17;
    public const ushort GetLink = 18;
    public const ushort SetLink = 19;
    public const ushort NewAddress = 20;
    public const ushort NewRoute = 24;
    public const ushort DeleteRoute = 25;
    public const ushort NewQdisc = 36;
    public const ushort DeleteQdisc = 37;
    public const ushort GetQdisc = 38;
    public const ushort NewFilter = 44;
    public const ushort DeleteFilter = 45;
    public const ushort GetFilter = 46;

    /// <summary>The flags of all requests: <c>NLM_F_REQUEST | NLM_F_ACK</c>.</summary>
    public const ushort Request = 1 | 4;
    public const ushort Echo = 8;
    public const ushort Dump = 0x300;
    public const ushort Replace = 0x100;
    public const ushort Exclusive = 0x200;
    public const ushort Create = 0x400;
}

/// <summary><c>struct ifinfomsg</c>: the header of messages about interfaces.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct InterfaceHeader
{
    public const int Size = 16;

    public byte Family;
    public byte Padding;
    public ushort Type;
    public int Index;
    public uint Flags;
    public uint Change;
}

/// <summary><c>struct tcmsg</c>: the header of messages about traffic control.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TrafficControlHeader
{
    public const int Size = 20;

    public uint Family;
    public int InterfaceIndex;
    public uint Handle;
    public uint Parent;

    /// <summary>For a filter: its priority in the upper 16 bits, and its protocol in network byte order in the lower 16 bits.</summary>
    public uint Info;
}

/// <summary><c>struct rtmsg</c>: the header of messages about routes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RouteHeader
{
    public byte Family;
    public byte DestinationLength;
    public byte SourceLength;
    public byte TypeOfService;
    public byte Table;
    public byte Protocol;
    public byte Scope;
    public byte Type;
    public uint Flags;
}
