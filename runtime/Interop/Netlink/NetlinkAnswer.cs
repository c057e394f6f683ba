using System;

namespace BpfGen.Interop;

/// <summary>The kernel's answer to a netlink request.</summary>
/// <param name="Errno">0 or the error number.</param>
/// <param name="Text">The kernel's error message (<c>NETLINK_EXT_ACK</c>); null if the kernel gave no message.</param>
internal readonly record struct NetlinkAnswer(int Errno, string? Text = null);

/// <summary>Receives a message that comes before the answer.</summary>
/// <param name="type">The type of the message.</param>
/// <param name="body">The bytes after <c>struct nlmsghdr</c>.</param>
internal delegate void NetlinkVisitor(ushort type, ReadOnlySpan<byte> body);
