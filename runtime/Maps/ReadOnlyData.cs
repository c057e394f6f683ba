using System;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>The constants of an object's section (<c>.rodata</c>): nobody changes them once they are loaded.</summary>
/// <typeparam name="T">A struct of the section's variables.</typeparam>
/// <remarks>The verifier knows their values, and leaves out what they make unreachable.</remarks>
public sealed class ReadOnlyData<T> : MappedData<T>, IMapHandle<ReadOnlyData<T>>
    where T : unmanaged
{
    private ReadOnlyData(LoadedMap map)
        : base(map, isReadOnly: true)
    {
    }

    /// <summary>The variables, where the programs have them: no system call is made to read one.</summary>
    /// <exception cref="ObjectDisposedException">The object was disposed. References taken before stay valid for as long as this is reachable.</exception>
    /// <exception cref="BpfException">The kernel refuses (<c>mmap</c>).</exception>
    public ref readonly T Value => ref Variables;

    static ReadOnlyData<T> IMapHandle<ReadOnlyData<T>>.Create(LoadedMap map) => new(map);
}
