using System;
using System.Globalization;
using System.Runtime.InteropServices;
using BpfGen.Errors;
using BpfGen.Interop;

namespace BpfGen;

/// <summary>
/// A network interface, by its name or its index. Methods that take an interface accept a string or a number:
/// <c>program.Attach("eth0")</c>, <c>program.Attach(2)</c>. The interface is looked up when it is used, in the network namespace of the
/// calling thread.
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

    /// <summary>Converts an interface's name to a <see cref="NetDevice"/>.</summary>
    /// <param name="name">The name, such as <c>lo</c> or <c>eth0</c>.</param>
    /// <exception cref="ArgumentException">The name is null or empty.</exception>
    public static implicit operator NetDevice(string name) => FromName(name);

    /// <summary>Converts an interface's index to a <see cref="NetDevice"/>.</summary>
    /// <param name="index">The index, from 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The index is zero or negative.</exception>
    public static implicit operator NetDevice(int index) => FromIndex(index);

    /// <summary>Whether two values have the same name or the same index. A value with a name never equals a value with an index.</summary>
    /// <param name="left">The first value.</param>
    /// <param name="right">The second value.</param>
    public static bool operator ==(NetDevice left, NetDevice right) => left.Equals(right);

    /// <summary>Whether two values have different names or indexes.</summary>
    /// <param name="left">The first value.</param>
    /// <param name="right">The second value.</param>
    public static bool operator !=(NetDevice left, NetDevice right) => !left.Equals(right);

    /// <summary>Creates a value from an interface's name.</summary>
    /// <param name="name">The name, such as <c>lo</c> or <c>eth0</c>.</param>
    /// <exception cref="ArgumentException">The name is null or empty.</exception>
    public static NetDevice FromName(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new NetDevice(name, 0);
    }

    /// <summary>Creates a value from an interface's index.</summary>
    /// <param name="index">The index, from 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The index is zero or negative.</exception>
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

    /// <summary>Returns the interface's name, or its index as text.</summary>
    public override string ToString() => _name ?? _index.ToString(CultureInfo.InvariantCulture);

    /// <returns>The interface's index.</returns>
    /// <exception cref="ArgumentException">The value is the default one, which is no interface.</exception>
    /// <exception cref="BpfException">
    /// The interface does not exist (<c>ENODEV</c>), or too many files are open to look it up.
    /// </exception>
    /// <exception cref="PlatformNotSupportedException">The operating system is not Linux.</exception>
    internal int Find()
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException("Network interfaces are supported on Linux only.");
        }

        var index = _name is null ? _index : (int)Libc.InterfaceIndex(_name);
        if (index > 0)
        {
            return index;
        }

        throw _name is null ? new ArgumentException("The network interface is not set.") : Missing(_name, Errno.Last);
    }

    private static BpfException Missing(string name, int errno)
    {
        // The C library opens a socket to look up the name. If it cannot open the socket, it does not report the reason. So open a socket
        // here to learn the reason.
        using var socket = NetlinkSocket.TryOpen();
        if (socket is null && Errno.Last is Errno.EMFILE or Errno.ENFILE)
        {
            return new BpfException("socket(AF_NETLINK)", Errno.Last, $"network interface '{name}'", Hints.Common(Errno.Last));
        }

        if (errno != Errno.ENODEV)
        {
            return new BpfException("if_nametoindex", errno, $"network interface '{name}'", Hints.Common(errno));
        }

        var names = NetDevices.List();
        return new BpfException("if_nametoindex", errno, $"network interface '{name}'",
            "It does not exist in the network namespace of the calling thread. " + (names.Count == 0
                ? "The list of interfaces is not available."
                : $"The interfaces are {string.Join(", ", CollectionsMarshal.AsSpan(names))}."));
    }
}
