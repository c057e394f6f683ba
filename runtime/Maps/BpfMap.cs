using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using BpfGen.Errors;
using BpfGen.Interop;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// A map in the kernel. Kinds of map whose contents user space can read and write have classes of their own; this is what all of them are,
/// and what a map of any other kind is.
/// </summary>
/// <remarks>All members may be used from several threads at once. After <see cref="Dispose()"/> they throw <see cref="ObjectDisposedException"/>.</remarks>
public partial class BpfMap : IDisposable, IMapHandle<BpfMap>
{
    private readonly FileDescriptor? _descriptor;

    private protected BpfMap(LoadedMap map)
    {
        _descriptor = map.Descriptor;
        Origin = map;
        var definition = map.Definition;
        Name = definition.Name;
        Type = definition.Type;
        KeySize = (int)definition.KeySize;
        ValueSize = (int)definition.ValueSize;
        MaxEntries = definition.MaxEntries;
        Flags = definition.Flags;
        _shortDescriptor = IsShort() ? _descriptor : null;
    }

    /// <summary>The name in the kernel, as tools show it: at most 15 characters.</summary>
    public string Name { get; }

    /// <summary>The type.</summary>
    public MapType Type { get; }

    /// <summary>The size of a key in bytes.</summary>
    public int KeySize { get; }

    /// <summary>The size of a value in bytes; of a per-CPU map, that of one CPU's value.</summary>
    public int ValueSize { get; }

    /// <summary>How many entries the map holds at the most.</summary>
    public uint MaxEntries { get; }

    /// <summary>The <c>BPF_F_…</c> flags it was created with (<c>uapi/linux/bpf.h</c>).</summary>
    public uint Flags { get; }

    /// <summary>Whether the map was created. One that was not, because its options say so, cannot be used: what would throws <see cref="InvalidOperationException"/>.</summary>
    public bool IsCreated => _descriptor is not null;

    /// <summary>The map's file descriptor, for calls that BpfGen does not make.</summary>
    public SafeHandle Handle => Descriptor;

    /// <summary>The id that the kernel knows the map by, and tools such as bpftool show.</summary>
    /// <exception cref="BpfException">The kernel does not say.</exception>
    public uint Id => GetInfo().Id;

    /// <summary>What this handle was made of.</summary>
    internal LoadedMap Origin { get; }

    internal FileDescriptor Descriptor => _descriptor ?? throw NotCreated();

    /// <summary>Lets go of the map. It is gone from the kernel when no program, pin or other process holds it.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Lets go of the map.</summary>
    /// <param name="disposing">Whether this is <see cref="Dispose()"/> and not a finalizer.</param>
    protected virtual void Dispose(bool disposing) => _descriptor?.Dispose();

    static BpfMap IMapHandle<BpfMap>.Create(LoadedMap map) => new(map);

    /// <summary>The kernel reads and writes as many bytes as the map's sizes say, whatever it is given.</summary>
    private protected void CheckSize(int actual, int expected, string what)
    {
        if (actual != expected)
        {
            throw new ArgumentException($"The {what} of map '{Name}' has {expected} bytes, not {actual}.");
        }
    }

    private protected static ref byte Bytes<T>(ref T value)
        where T : unmanaged => ref Unsafe.As<T, byte>(ref value);

    private protected static void CheckType<T>(int size, string what, LoadedMap map)
        where T : unmanaged
    {
        if (Unsafe.SizeOf<T>() != size)
        {
            throw new InvalidOperationException(
                $"{typeof(T).Name} has {Unsafe.SizeOf<T>()} bytes, and the {what} of map '{map.Definition.Name}' have {size}.");
        }
    }

    private InvalidOperationException NotCreated() =>
        new($"Map '{Name}' was not created, because its options say so: leave AutoCreate as it is in the options that Load is given.");

    private string Subject => $"map '{Name}' ({KindNames.Of(Type)})";

    private protected BpfException Failure(string command, int errno, string? hint = null) =>
        new(command, errno, Subject, hint ?? Hints.ForCapability(errno, Capability.Bpf));
}
