using System;
using System.Runtime.CompilerServices;
using System.Threading;
using BpfGen.Interop;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>A section of an object's global variables, mapped into the process when it is first asked for.</summary>
/// <remarks>The memory is given back when nothing refers to this any more: a reference into it must not lead nowhere because the map is disposed.</remarks>
/// <typeparam name="T">A struct of the section's variables.</typeparam>
public abstract class MappedData<T> : BpfMap
    where T : unmanaged
{
    private readonly bool _isReadOnly;
    private MappedMemory? _memory;

    private protected MappedData(LoadedMap map, bool isReadOnly)
        : base(map)
    {
        if (Unsafe.SizeOf<T>() > ValueSize)
        {
            // Options may make the section larger, never smaller.
            CheckType<T>(ValueSize, "variables", map);
        }

        _isReadOnly = isReadOnly;
    }

    private protected unsafe ref T Variables
    {
        get
        {
            ObjectDisposedException.ThrowIf(Descriptor.IsClosed, this);
            return ref Unsafe.AsRef<T>((void*)(_memory ?? Map()).Address);
        }
    }

    private MappedMemory Map()
    {
        var memory = MappedMemory.TryMap(Descriptor, (nuint)ValueSize, _isReadOnly) ?? throw Failure("mmap", Errno.Last);
        if (Interlocked.CompareExchange(ref _memory, memory, null) is { } earlier)
        {
            memory.Dispose();
            return earlier;
        }

        return memory;
    }
}
