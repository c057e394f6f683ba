using System;
using System.Runtime.CompilerServices;
using BpfGen.Btf;
using BpfGen.Errors;
using BpfGen.Host;
using BpfGen.Interop;
using BpfGen.Loading;

namespace BpfGen.Maps;

/// <summary>Creates maps that no object defines.</summary>
internal static class MapCreation
{
    /// <summary>The flag <c>BPF_F_NO_PREALLOC</c>. The kernel requires it for tries and local storages.</summary>
    public const uint FlagNoPreallocation = 1;

    /// <summary>The flag <c>BPF_F_MMAPABLE</c>. The kernel requires it for arenas.</summary>
    public const uint FlagMappable = 1 << 10;

    private const uint FlagNumaNode = 1 << 2;

    /// <summary>Creates a map whose keys and values have C# types.</summary>
    public static TMap Create<TMap, TKey, TValue>(MapType type, uint maxEntries, MapCreateOptions? options, uint requiredFlags = 0)
        where TMap : BpfMap, IMapHandle<TMap>
        where TKey : unmanaged
        where TValue : unmanaged =>
            Create<TMap>(type, Unsafe.SizeOf<TKey>(), Unsafe.SizeOf<TValue>(), maxEntries, options, requiredFlags);

    /// <summary>Creates a map, or opens the map that is pinned at the path in the options.</summary>
    /// <param name="type">The map type.</param>
    /// <param name="keySize">The size of a key in bytes.</param>
    /// <param name="valueSize">The size of a value in bytes.</param>
    /// <param name="maxEntries">The maximum number of entries.</param>
    /// <param name="options">The options; null for none.</param>
    /// <param name="requiredFlags">Flags that the map type requires.</param>
    /// <param name="inner">For a map of maps: the template of its inner maps.</param>
    public static TMap Create<TMap>(
        MapType type,
        int keySize,
        int valueSize,
        uint maxEntries,
        MapCreateOptions? options,
        uint requiredFlags = 0,
        BpfMap? inner = null)
        where TMap : BpfMap, IMapHandle<TMap>
    {
        ArgumentOutOfRangeException.ThrowIfNegative(keySize);
        ArgumentOutOfRangeException.ThrowIfNegative(valueSize);
        if (!OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException("Maps can be created on Linux only.");
        }

        MemoryLimit.Lift();
        var name = options?.Name ?? KindNames.Of(type);
        var definition = MapSizes.Fit(new MapDefinition(name, type, (uint)keySize, (uint)valueSize, maxEntries)
        {
            Flags = (options?.Flags ?? 0) | requiredFlags | (options?.NumaNode is null ? 0 : FlagNumaNode),
            NumaNode = options?.NumaNode ?? 0,
            Extra = options?.Extra ?? 0,
            PinPath = options?.PinPath,
        });
        if (inner is null)
        {
            return Create<TMap>(definition, inner: null, options?.TokenPath);
        }

        // Hold the template's descriptor, so that no other thread closes it while the map is created.
        using var template = inner.Descriptor.Use();
        return Create<TMap>(definition, inner, options?.TokenPath);
    }

    private static TMap Create<TMap>(MapDefinition definition, BpfMap? inner, string? tokenPath)
        where TMap : BpfMap, IMapHandle<TMap>
    {
        var token = BpfToken.Create(tokenPath, MapFactory.Describe(definition, MapFactory.NoObject));
        var keepsToken = false;
        try
        {
            using var types = StorageTypes.Load(ref definition, token);
            var map = Create<TMap>(definition, inner, types);
            keepsToken = inner is not null;
            return map;
        }
        finally
        {
            if (!keepsToken)
            {
                token.Dispose();
            }
        }
    }

    private static TMap Create<TMap>(MapDefinition definition, BpfMap? inner, LoadedBtf types)
        where TMap : BpfMap, IMapHandle<TMap>
    {
        var descriptor = OpenOrCreate(definition, inner?.Descriptor, types, out var isNew);
        try
        {
            var map = TMap.Create(new LoadedMap(descriptor, definition)
            {
                IsNew = isNew,
                Inner = inner?.Origin.Definition,
                Token = inner is null ? null : types.Token.Descriptor,
                InnerBtfId = inner is not null && Bpf.Info(inner.Descriptor, out MapInfo info) == 0 ? info.BtfId : 0,
            });
            map.PinPath = definition.PinPath;
            return map;
        }
        catch
        {
            descriptor.Dispose();
            throw;
        }
    }

    private static FileDescriptor OpenOrCreate(MapDefinition definition, FileDescriptor? inner, LoadedBtf types, out bool isNew)
    {
        isNew = true;
        if (definition.PinPath is null)
        {
            return MapFactory.Create(definition, inner, types, MapFactory.NoObject);
        }

        // Another process may pin a map at this path after TryOpen has found no map there. CreatePinned then returns null, and the next
        // round opens the other map.
        while (true)
        {
            if (PinnedMaps.TryOpen(definition, MapFactory.NoObject) is { } existing)
            {
                isNew = false;
                return existing;
            }

            if (CreatePinned(definition, inner, types) is { } map)
            {
                return map;
            }
        }
    }

    private static FileDescriptor? CreatePinned(MapDefinition definition, FileDescriptor? inner, LoadedBtf types)
    {
        var map = MapFactory.Create(definition, inner, types, MapFactory.NoObject);
        var pins = new NewPins();
        var isPinned = false;
        try
        {
            isPinned = PinnedMaps.TryPin(map, definition, MapFactory.NoObject, pins);
            return isPinned ? map : null;
        }
        finally
        {
            if (!isPinned)
            {
                map.Dispose();
                pins.Remove();
            }
        }
    }
}
