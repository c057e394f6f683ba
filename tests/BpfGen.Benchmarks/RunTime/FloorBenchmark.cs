using System;
using System.Runtime.InteropServices;

namespace BpfGen.Benchmarks;

/// <summary>
/// The bare system calls of a load, made by <c>peers/floor.c</c> in this process. A .NET process starts longer than a C program, so the
/// processor and the kernel have less of the load in their caches.
/// </summary>
internal sealed partial class FloorBenchmark : IDisposable
{
    private readonly nint _object;

    private FloorBenchmark(nint loaded) => _object = loaded;

    /// <summary>Loads the library, which is not part of the measurement.</summary>
    public static bool IsReady => Ready() != 0;

    public static FloorBenchmark Load() => new(Load(withCheapMaps: 0));

    public static FloorBenchmark LoadCounts() => new(Load(withCheapMaps: 1));

    public void Dispose() => Unload(_object);

    [LibraryImport("floor", EntryPoint = "floor_is_ready")]
    private static partial int Ready();

    [LibraryImport("floor", EntryPoint = "floor_load")]
    private static partial nint Load(int withCheapMaps);

    [LibraryImport("floor", EntryPoint = "floor_unload")]
    private static partial void Unload(nint loaded);
}
