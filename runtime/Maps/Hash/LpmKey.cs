using System;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace BpfGen;

/// <summary>Makes the keys of an <see cref="LpmTrie{TKey, TValue}"/> of addresses, and addresses of keys.</summary>
public static class LpmKey
{
    private const int LengthSize = sizeof(uint);
    private const int LongestAddress = 16;

    /// <summary>The key of one address: a prefix of all its bits.</summary>
    /// <typeparam name="TKey">The trie's type of keys: 8 bytes for IPv4, 20 for IPv6.</typeparam>
    /// <param name="address">The address.</param>
    /// <exception cref="ArgumentException">The key has another size than such an address needs.</exception>
    public static TKey Of<TKey>(IPAddress address)
        where TKey : unmanaged
    {
        ArgumentNullException.ThrowIfNull(address);
        return Of<TKey>(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);
    }

    /// <summary>The key of a network.</summary>
    /// <typeparam name="TKey">The trie's type of keys: 8 bytes for IPv4, 20 for IPv6.</typeparam>
    /// <param name="network">The network.</param>
    /// <exception cref="ArgumentException">The key has another size than such a network needs.</exception>
    public static TKey Of<TKey>(IPNetwork network)
        where TKey : unmanaged => Of<TKey>(network.BaseAddress, network.PrefixLength);

    /// <summary>The key of a prefix.</summary>
    /// <typeparam name="TKey">The trie's type of keys.</typeparam>
    /// <param name="prefixLength">How many bits count.</param>
    /// <param name="prefix">The bytes of the prefix; those that the key has more are zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">The key has fewer bits.</exception>
    /// <exception cref="ArgumentException">The key has fewer bytes.</exception>
    public static TKey Of<TKey>(int prefixLength, ReadOnlySpan<byte> prefix)
        where TKey : unmanaged
    {
        var room = Unsafe.SizeOf<TKey>() - LengthSize;
        ArgumentOutOfRangeException.ThrowIfNegative(prefixLength);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(prefixLength, room * 8);
        if (prefix.Length > room)
        {
            throw new ArgumentException($"The prefix has {prefix.Length} bytes, and {typeof(TKey).Name} has room for {Math.Max(room, 0)}.");
        }

        var key = default(TKey);
        var bytes = MemoryMarshal.AsBytes(new Span<TKey>(ref key));
        MemoryMarshal.Write(bytes, (uint)prefixLength);
        prefix.CopyTo(bytes[LengthSize..]);
        return key;
    }

    /// <summary>The network that a key stands for.</summary>
    /// <typeparam name="TKey">The trie's type of keys: 8 bytes for IPv4, 20 for IPv6.</typeparam>
    /// <param name="key">The key.</param>
    /// <exception cref="ArgumentException">It has the size of neither, or a longer prefix than it has room for.</exception>
    public static IPNetwork ToNetwork<TKey>(TKey key)
        where TKey : unmanaged
    {
        var bytes = MemoryMarshal.AsBytes(new ReadOnlySpan<TKey>(in key));
        return bytes.Length is LengthSize + 4 or LengthSize + LongestAddress
            ? new IPNetwork(new IPAddress(bytes[LengthSize..]), (int)MemoryMarshal.Read<uint>(bytes))
            : throw new ArgumentException($"A key of {bytes.Length} bytes is neither an IPv4 network, which has 8, nor an IPv6 network, which has 20.");
    }

    private static TKey Of<TKey>(IPAddress address, int prefixLength)
        where TKey : unmanaged
    {
        Span<byte> bytes = stackalloc byte[LongestAddress];
        _ = address.TryWriteBytes(bytes, out var size);
        return Unsafe.SizeOf<TKey>() == LengthSize + size
            ? Of<TKey>(prefixLength, bytes[..size])
            : throw new ArgumentException(
                $"The key of {address} has {LengthSize + size} bytes, and {typeof(TKey).Name} has {Unsafe.SizeOf<TKey>()}.");
    }
}
