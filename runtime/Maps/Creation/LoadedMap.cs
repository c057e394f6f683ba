using System.ComponentModel;
using BpfGen.Interop;

namespace BpfGen.Loading;

/// <summary>A map that the loader created, opened or skipped. Its handle is created from this struct.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct LoadedMap
{
    internal LoadedMap(FileDescriptor? descriptor, MapDefinition definition)
    {
        Descriptor = descriptor;
        Definition = definition;
    }

    /// <summary>The map's file descriptor; null if the map was not created, because the options or its section disabled it.</summary>
    internal FileDescriptor? Descriptor { get; }

    internal MapDefinition Definition { get; }

    /// <summary>Whether this load created the map. False if the load opened a pinned map, or reused a map from the load options.</summary>
    internal bool IsNew { get; init; }

    /// <summary>Whether reads and writes hold the spin lock of the value.</summary>
    internal bool IsLocking { get; init; }

    /// <summary>For a map of maps: the definition that its inner maps must match (their template). Null if unknown.</summary>
    internal MapDefinition? Inner { get; init; }

    /// <summary>For a map of maps: the id of the BTF with which the template of its inner maps was created; 0 if none.</summary>
    internal uint InnerBtfId { get; init; }

    /// <summary>
    /// For a map of maps: the BPF token of the load, with which inner maps can be created later. Null if the load used no token. All maps
    /// of maps of an object share the token. It is closed when the garbage collector finds it unused.
    /// </summary>
    internal FileDescriptor? Token { get; init; }

    /// <summary>Returns the same map with another file descriptor.</summary>
    internal LoadedMap With(FileDescriptor descriptor) => new(descriptor, Definition)
    {
        Inner = Inner,
        InnerBtfId = InnerBtfId,
        IsLocking = IsLocking,
        Token = Token,
    };

    /// <summary>Returns the same map, for a handle whose reads and writes hold the spin lock of the value.</summary>
    internal LoadedMap Locking() => new(Descriptor, Definition) { Inner = Inner, InnerBtfId = InnerBtfId, IsLocking = true };
}
