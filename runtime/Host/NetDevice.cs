using System;
using System.Globalization;
using BpfGen.Errors;
using BpfGen.Interop;

namespace BpfGen;

/// <summary>
/// A network interface, by its name or its index: <c>program.Attach("eth0")</c>, <c>program.Attach(2)</c>. It is looked for when it is used,
/// in the network namespace of the thread that uses it.
/// </summary>
public readonly struct NetDevice : IEquatable<NetDevice>
{
    private readonly string? _name;
    private readonly int _index;

    private NetDevice(string? name, int index)
    {
        _name = name;
        _index = index;
    }

    /// <summary>The interface of a name.</summary>
    /// <param name="name">The name: <c>lo</c>, <c>eth0</c>.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public static implicit operator NetDevice(string name) => FromName(name);

    /// <summary>The interface of an index.</summary>
    /// <param name="index">The index, from 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The index is not positive.</exception>
    public static implicit operator NetDevice(int index) => FromIndex(index);

    /// <summary>Whether two are the same name, or the same index.</summary>
    /// <param name="left">The one.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(NetDevice left, NetDevice right) => left.Equals(right);

    /// <summary>Whether two are different names or indexes.</summary>
    /// <param name="left">The one.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(NetDevice left, NetDevice right) => !left.Equals(right);

    /// <summary>The interface of a name.</summary>
    /// <param name="name">The name: <c>lo</c>, <c>eth0</c>.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public static NetDevice FromName(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new NetDevice(name, 0);
    }

    /// <summary>The interface of an index.</summary>
    /// <param name="index">The index, from 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The index is not positive.</exception>
    public static NetDevice FromIndex(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(index);
        return new NetDevice(null, index);
    }

    /// <inheritdoc/>
    public bool Equals(NetDevice other) => _name == other._name && _index == other._index;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is NetDevice other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_name, _index);

    /// <summary>The name or, where it was given by that, the index.</summary>
    public override string ToString() => _name ?? _index.ToString(CultureInfo.InvariantCulture);

    /// <returns>The index.</returns>
    /// <exception cref="ArgumentException">There is no such interface.</exception>
    /// <exception cref="BpfException">There are too many open files to look.</exception>
    internal int Find()
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException("Programs are attached to network interfaces on Linux only.");
        }

        var index = _name is null ? _index : (int)Libc.InterfaceIndex(_name);
        if (index > 0)
        {
            return index;
        }

        // To look, the C library opens a socket; where it cannot, it does not say why.
        using var socket = NetlinkSocket.TryOpen();
        var errno = socket is null ? Errno.Last : 0;
        throw errno is Errno.EMFILE or Errno.ENFILE
            ? new BpfException("socket(AF_NETLINK)", errno, $"network interface '{this}'", Hints.Common(errno))
            : new ArgumentException(
                _name is null ? "No network interface is given." : $"There is no network interface '{_name}'; there are {NetDevices.List()}.");
    }
}
