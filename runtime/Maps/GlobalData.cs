using System;
using System.Threading;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>The global variables of an object's section (<c>.data</c>, <c>.bss</c>), shared with its programs.</summary>
/// <typeparam name="T">A struct of the section's variables.</typeparam>
/// <remarks>Programs change them at any time: <see cref="Interlocked"/> and <see cref="Volatile"/> work on them as on any other memory.</remarks>
public sealed class GlobalData<T> : MappedData<T>, IMapHandle<GlobalData<T>>
    where T : unmanaged
{
    private GlobalData(LoadedMap map)
        : base(map, isReadOnly: false)
    {
    }

    /// <summary>The variables, where the programs have them: no system call is made to read or write one.</summary>
    /// <exception cref="ObjectDisposedException">The object was disposed. References taken before stay valid for as long as this is reachable.</exception>
    /// <exception cref="BpfException">The kernel refuses (<c>mmap</c>).</exception>
    public ref T Value => ref Variables;

    static GlobalData<T> IMapHandle<GlobalData<T>>.Create(LoadedMap map) => new(map);
}
