using System;
using System.Runtime.CompilerServices;
using System.Threading;
using BpfGen.Interop;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>The global variables of an object's section (<c>.data</c>, <c>.bss</c>), shared with its programs.</summary>
/// <typeparam name="T">A struct of the section's variables.</typeparam>
/// <remarks>Programs change them at any time: <see cref="Interlocked"/> and <see cref="Volatile"/> work on them as on any other memory.</remarks>
public sealed class GlobalData<T> : BpfMap, IMapHandle<GlobalData<T>>
    where T : unmanaged
{
    private MappedMemory? _memory;

    private GlobalData(LoadedMap map)
        : base(map) => CheckType<T>(ValueSize, "variables", map);

    /// <summary>The variables, where the programs have them: no system call is made to read or write one.</summary>
    /// <exception cref="ObjectDisposedException">The object was disposed. References taken before stay valid for as long as this is reachable.</exception>
    /// <exception cref="BpfException">The kernel refuses (<c>mmap</c>).</exception>
    public unsafe ref T Value => ref Unsafe.AsRef<T>((void*)Memory.Address);

    private MappedMemory Memory
    {
        get
        {
            ObjectDisposedException.ThrowIf(Descriptor.IsClosed, this);
            return _memory ?? Map();
        }
    }

    static GlobalData<T> IMapHandle<GlobalData<T>>.Create(LoadedMap map) => new(map);

    private MappedMemory Map()
    {
        var memory = MappedMemory.TryMap(Descriptor, (nuint)ValueSize, isReadOnly: false) ?? throw Failure("mmap", Errno.Last);
        if (Interlocked.CompareExchange(ref _memory, memory, null) is { } earlier)
        {
            memory.Dispose();
            return earlier;
        }

        return memory;
    }
}
