using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace BpfGen.Interop;

/// <summary>
/// Writes a netlink request: <c>struct nlmsghdr</c>, the header of the message type, then attributes, each padded to 4 bytes. The caller
/// provides the buffer. If the buffer is too small, which would be a bug in the caller, writing throws.
/// </summary>
internal ref struct NetlinkMessage
{
    public const int HeaderSize = 16;
    private const int AttributeHeaderSize = 4;
    private const ushort Nested = 0x8000;
    private readonly Span<byte> _buffer;
    private int _length;

    public NetlinkMessage(Span<byte> buffer, ushort type, ushort flags)
    {
        _buffer = buffer;
        _buffer.Clear();
        _length = HeaderSize;
        MemoryMarshal.Write(_buffer[4..], type);
        MemoryMarshal.Write(_buffer[6..], flags);
    }

    public readonly ushort Flags => MemoryMarshal.Read<ushort>(_buffer[6..]);

    /// <summary>Writes the header of the message type, such as <c>struct tcmsg</c>. The header must come before all attributes.</summary>
    public void Header<T>(scoped in T header)
        where T : unmanaged
    {
        MemoryMarshal.Write(_buffer[_length..], header);
        _length += Align(Unsafe.SizeOf<T>());
    }

    public void Attribute<T>(int type, scoped in T value)
        where T : unmanaged => Attribute(type, MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)));

    public void Attribute(int type, scoped ReadOnlySpan<byte> value)
    {
        var size = AttributeHeaderSize + value.Length;
        WriteAttributeHeader(_length, type, size);
        value.CopyTo(_buffer[(_length + AttributeHeaderSize)..]);
        _length += Align(size);
    }

    /// <summary>Writes a string attribute with the zero byte that the kernel requires at its end.</summary>
    public void Text(int type, string value)
    {
        Span<byte> bytes = stackalloc byte[Encoding.UTF8.GetMaxByteCount(value.Length) + 1];
        bytes.Clear();
        var length = Encoding.UTF8.GetBytes(value, bytes);
        Attribute(type, bytes[..(length + 1)]);
    }

    /// <summary>Starts an attribute that contains other attributes.</summary>
    /// <returns>The value to pass to <see cref="End"/>.</returns>
    public int Begin(int type)
    {
        var start = _length;
        WriteAttributeHeader(start, type | Nested, AttributeHeaderSize);
        _length += AttributeHeaderSize;
        return start;
    }

    public readonly void End(int start) => MemoryMarshal.Write(_buffer[start..], (ushort)(_length - start));

    /// <summary>Completes the message with its length and sequence number, and returns it.</summary>
    public readonly ReadOnlySpan<byte> Finish(uint sequence)
    {
        MemoryMarshal.Write(_buffer, (uint)_length);
        MemoryMarshal.Write(_buffer[8..], sequence);
        return _buffer[.._length];
    }

    /// <summary>Converts a number to network byte order.</summary>
    public static ushort NetworkOrder(ushort value) => BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value;

    public static int Align(int size) => (size + 3) & ~3;

    private readonly void WriteAttributeHeader(int at, int type, int size)
    {
        MemoryMarshal.Write(_buffer[at..], (ushort)size);
        MemoryMarshal.Write(_buffer[(at + 2)..], (ushort)type);
    }
}
