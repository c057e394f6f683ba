using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using BpfGen.Errors;
using BpfGen.Interop;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// A map in the kernel. Derived classes exist for the map types that user space can read or write. A map of any other type is a plain
/// <see cref="BpfMap"/>.
/// </summary>
/// <remarks>
/// All members are safe to call from several threads at once. After <see cref="Dispose()"/>, members that access the map throw
/// <see cref="ObjectDisposedException"/>.
/// </remarks>
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
        Pinning = definition.Pinning;
        _descriptor?.Describe("map", Name);
        _shortDescriptor = IsShort() ? _descriptor : null;
        _elementFlags = map.IsLocking ? FlagLock : 0;
    }

    /// <summary>The map's name in the object. For a map that was opened by its pin or id: its name in the kernel.</summary>
    /// <remarks>
    /// The kernel keeps at most 15 characters of the name, as in <see cref="BpfMapInfo.Name"/> and in tools such as bpftool. The name of a
    /// map of global variables is the object's name and the section's name, such as <c>probe.rodata</c>.
    /// </remarks>
    public string Name { get; }

    /// <summary>The map type.</summary>
    public MapType Type { get; }

    /// <summary>The size of a key in bytes.</summary>
    public int KeySize { get; }

    /// <summary>The size of a value in bytes. For a per-CPU map: the size of one CPU's value.</summary>
    public int ValueSize { get; }

    /// <summary>The maximum number of entries. For a ring buffer: its size in bytes.</summary>
    public uint MaxEntries { get; }

    /// <summary>The <c>BPF_F_…</c> flags that the map was created with (<c>uapi/linux/bpf.h</c>).</summary>
    public uint Flags { get; }

    /// <summary>
    /// The <c>pinning</c> attribute in the object's definition of the map; 0 if the definition has none, or if no object defines the map.
    /// In libbpf, 1 means that the map is pinned by its name. A project can give other values a meaning of its own.
    /// </summary>
    public uint Pinning { get; }

    /// <summary>
    /// Whether the map was created. False if the load options or the map's section disabled it. If false, members that access the map throw
    /// <see cref="InvalidOperationException"/>.
    /// </summary>
    public bool IsCreated => _descriptor is not null;

    /// <summary>The map's file descriptor, for system calls that BpfGen does not wrap. Do not dispose it; dispose the map.</summary>
    /// <exception cref="InvalidOperationException">The map was not created: see <see cref="IsCreated"/>.</exception>
    public SafeHandle Handle => Descriptor;

    /// <summary>The map's id in the kernel, as tools such as bpftool show it.</summary>
    /// <exception cref="BpfException">The kernel rejected the query (<c>BPF_OBJ_GET_INFO_BY_FD</c>).</exception>
    public uint Id => GetInfo().Id;

    /// <summary>The loaded map from which this handle was created.</summary>
    internal LoadedMap Origin { get; }

    internal FileDescriptor Descriptor => _descriptor ?? throw NotCreated();

    /// <summary>Closes this handle. The kernel removes the map when no program, pin, handle or process uses it any more.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes this handle.</summary>
    /// <param name="disposing">True if called from <see cref="Dispose()"/>; false if called from a finalizer.</param>
    protected virtual void Dispose(bool disposing) => _descriptor?.Dispose();

    static BpfMap IMapHandle<BpfMap>.Create(LoadedMap map) => new(map);

    /// <summary>
    /// Checks a span's length. The kernel always copies the full size of the key or value, so a shorter span would corrupt memory.
    /// </summary>
    private protected void CheckSize(int actual, int expected, string what)
    {
        if (actual != expected)
        {
            throw new ArgumentException($"The {what} of map '{Name}' has {expected} bytes, but the argument has {actual}.");
        }
    }

    private protected static ref byte Bytes<T>(ref T value)
        where T : unmanaged => ref Unsafe.As<T, byte>(ref value);

    /// <summary>Sets the padding of a key or value to zero, and returns a reference to its first byte for the kernel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected static ref byte Clean<T>(ref T value)
        where T : unmanaged
    {
        StructPadding.Clear(ref value);
        return ref Bytes(ref value);
    }

    private protected static void CheckType<T>(int size, string what, LoadedMap map)
        where T : unmanaged
    {
        if (Unsafe.SizeOf<T>() != size)
        {
            throw new InvalidOperationException(
                $"{typeof(T).Name} has {Unsafe.SizeOf<T>()} bytes, but the {what} of map '{map.Definition.Name}' have {(uint)size}.");
        }

        StructPadding.Require<T>();
    }

    private InvalidOperationException NotCreated() =>
        new($"Map '{Name}' was not created because AutoCreate is off for it. Set AutoCreate to true in the options that you pass to Load.");

    private protected string Subject => $"map '{Name}' ({KindNames.Of(Type)})";

    private protected BpfException Failure(string command, int errno, string? hint = null) =>
        new(command, errno, Subject, hint ?? Hints.ForCapability(errno, Capability.Bpf));
}
