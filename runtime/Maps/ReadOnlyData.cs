using System;
using System.Runtime.CompilerServices;
using System.Threading;
using BpfGen.Interop;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>The constants of an object's section (<c>.rodata</c>): nobody changes them once they are loaded.</summary>
/// <typeparam name="T">A struct of the section's variables.</typeparam>
/// <remarks>The verifier knows their values, and leaves out what they make unreachable.</remarks>
public sealed class ReadOnlyData<T> : BpfMap, IMapHandle<ReadOnlyData<T>>
    where T : unmanaged
{
    private MappedMemory? _memory;

    private ReadOnlyData(LoadedMap map)
        : base(map) => CheckType<T>(ValueSize, "variables", map);

    /// <summary>The variables, where the programs have them: no system call is made to read one.</summary>
    /// <exception cref="ObjectDisposedException">The object was disposed. References taken before stay valid for as long as this is reachable.</exception>
    /// <exception cref="BpfException">The kernel refuses (<c>mmap</c>).</exception>
    public unsafe ref readonly T Value => ref Unsafe.AsRef<T>((void*)Memory.Address);

    private MappedMemory Memory
    {
        get
        {
            ObjectDisposedException.ThrowIf(Descriptor.IsClosed, this);
            return _memory ?? Map();
        }
    }

    static ReadOnlyData<T> IMapHandle<ReadOnlyData<T>>.Create(LoadedMap map) => new(map);

    private MappedMemory Map()
    {
        var memory = MappedMemory.TryMap(Descriptor, (nuint)ValueSize, isReadOnly: true) ?? throw Failure("mmap", Errno.Last);
        if (Interlocked.CompareExchange(ref _memory, memory, null) is { } earlier)
        {
            memory.Dispose();
            return earlier;
        }

        return memory;
    }
}
