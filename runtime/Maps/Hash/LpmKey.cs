using System;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace BpfGen;

/// <summary>Converts IP addresses and networks to keys of an <see cref="LpmTrie{TKey, TValue}"/>, and keys to networks.</summary>
public static class LpmKey
{
    private const int LengthSize = sizeof(uint);
    private const int LongestAddress = 16;

    /// <summary>Makes the key of a single address: all bits of the address are significant.</summary>
    /// <typeparam name="TKey">The trie's key type: 8 bytes for IPv4, 20 bytes for IPv6.</typeparam>
    /// <param name="address">The address.</param>
    /// <exception cref="ArgumentNullException">The address is null.</exception>
    /// <exception cref="ArgumentException">The key size does not fit the address family.</exception>
    public static TKey Of<TKey>(IPAddress address)
        where TKey : unmanaged
    {
        ArgumentNullException.ThrowIfNull(address);
        return Of<TKey>(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);
    }

    /// <summary>Makes the key of a network.</summary>
    /// <typeparam name="TKey">The trie's key type: 8 bytes for IPv4, 20 bytes for IPv6.</typeparam>
    /// <param name="network">The network.</param>
    /// <exception cref="ArgumentException">The key size does not fit the address family.</exception>
    public static TKey Of<TKey>(IPNetwork network)
        where TKey : unmanaged => Of<TKey>(network.BaseAddress, network.PrefixLength);

    /// <summary>Makes the key of any prefix.</summary>
    /// <typeparam name="TKey">The trie's key type: 4 bytes for the length, then the prefix.</typeparam>
    /// <param name="prefixLength">The number of significant bits.</param>
    /// <param name="prefix">The bytes of the prefix. The key's remaining bytes are zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative.</exception>
    /// <exception cref="ArgumentException">
    /// The prefix length exceeds the bits that the key can hold, or the prefix has more bytes than the key can hold.
    /// </exception>
    public static TKey Of<TKey>(int prefixLength, ReadOnlySpan<byte> prefix)
        where TKey : unmanaged
    {
        var room = Unsafe.SizeOf<TKey>() - LengthSize;
        ArgumentOutOfRangeException.ThrowIfNegative(prefixLength);
        if (prefixLength > room * 8)
        {
            throw new ArgumentException(
                $"The prefix has a length of {prefixLength} bits, but {typeof(TKey).Name} can hold {room * 8}.");
        }

        if (prefix.Length > room)
        {
            throw new ArgumentException($"The prefix has {prefix.Length} bytes, but {typeof(TKey).Name} can hold {Math.Max(room, 0)}.");
        }

        var key = default(TKey);
        var bytes = MemoryMarshal.AsBytes(new Span<TKey>(ref key));
        MemoryMarshal.Write(bytes, (uint)prefixLength);
        prefix.CopyTo(bytes[LengthSize..]);
        return key;
    }

    /// <summary>Converts a key to the network that it represents.</summary>
    /// <typeparam name="TKey">The trie's key type: 8 bytes for IPv4, 20 bytes for IPv6.</typeparam>
    /// <param name="key">The key.</param>
    /// <exception cref="ArgumentException">
    /// The key has neither 8 nor 20 bytes, or its prefix length exceeds the bits of the address.
    /// </exception>
    public static IPNetwork ToNetwork<TKey>(TKey key)
        where TKey : unmanaged
    {
        var bytes = MemoryMarshal.AsBytes(new ReadOnlySpan<TKey>(in key));
        return bytes.Length is LengthSize + 4 or LengthSize + LongestAddress
            ? new IPNetwork(new IPAddress(bytes[LengthSize..]), (int)MemoryMarshal.Read<uint>(bytes))
            : throw new ArgumentException(
                $"A key of {bytes.Length} bytes is not an IP network: such a key has 8 bytes for IPv4 and 20 bytes for IPv6.");
    }

    private static TKey Of<TKey>(IPAddress address, int prefixLength)
        where TKey : unmanaged
    {
        Span<byte> bytes = stackalloc byte[LongestAddress];
        _ = address.TryWriteBytes(bytes, out var size);
        return Unsafe.SizeOf<TKey>() == LengthSize + size
            ? Of<TKey>(prefixLength, bytes[..size])
            : throw new ArgumentException(
                $"A key for {address} needs {LengthSize + size} bytes, but {typeof(TKey).Name} has {Unsafe.SizeOf<TKey>()}.");
    }
}
