using System;

namespace BpfGen.Interop;

/// <summary>How the kernel answered a netlink request.</summary>
/// <param name="Errno">0, or the error number.</param>
/// <param name="Text">What the kernel says of the error in words (<c>NETLINK_EXT_ACK</c>), where it does.</param>
internal readonly record struct NetlinkAnswer(int Errno, string? Text = null);

/// <summary>Takes one of the messages that come before the answer.</summary>
/// <param name="type">Its type.</param>
/// <param name="body">What follows <c>struct nlmsghdr</c>.</param>
internal delegate void NetlinkVisitor(ushort type, ReadOnlySpan<byte> body);
