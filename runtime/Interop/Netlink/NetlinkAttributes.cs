using System;
using System.Runtime.InteropServices;
using System.Text;

namespace BpfGen.Interop;

/// <summary>Enumerates the attributes of a netlink message. An attribute with an invalid size ends the enumeration.</summary>
internal ref struct NetlinkAttributes(ReadOnlySpan<byte> bytes)
{
    private const int HeaderSize = 4;

    /// <summary>The mask of an attribute's type. It removes the bits that mean "nested" and "network byte order".</summary>
    private const int TypeMask = 0x3fff;

    private ReadOnlySpan<byte> _rest = bytes;

    public int Type { get; private set; }

    public ReadOnlySpan<byte> Value { get; private set; }

    public readonly string Text => Encoding.UTF8.GetString(Value.TrimEnd((byte)0));

    public readonly uint Number => Value.Length switch
    {
        >= sizeof(uint) => MemoryMarshal.Read<uint>(Value),
        >= sizeof(ushort) => MemoryMarshal.Read<ushort>(Value),
        1 => Value[0],
        _ => 0,
    };

    public bool Next()
    {
        if (_rest.Length < HeaderSize)
        {
            return false;
        }

        int size = MemoryMarshal.Read<ushort>(_rest);
        if (size < HeaderSize || size > _rest.Length)
        {
            return false;
        }

        Type = MemoryMarshal.Read<ushort>(_rest[2..]) & TypeMask;
        Value = _rest[HeaderSize..size];
        _rest = _rest[Math.Min(NetlinkMessage.Align(size), _rest.Length)..];
        return true;
    }

    /// <returns>The value of the attribute with the given type; empty if no attribute has this type.</returns>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> bytes, int type)
    {
        var attributes = new NetlinkAttributes(bytes);
        while (attributes.Next())
        {
            if (attributes.Type == type)
            {
                return attributes.Value;
            }
        }

        return default;
    }
}
