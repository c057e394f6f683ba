using System.ComponentModel;
using BpfGen.Interop;

namespace BpfGen.Loading;

/// <summary>A map that the loader created or skipped. A map class is made from it.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct LoadedMap
{
    internal LoadedMap(FileDescriptor? descriptor, in MapDefinition definition)
    {
        Descriptor = descriptor;
        Definition = definition;
    }

    /// <summary>Null if the map was not created because the options or its section disabled it.</summary>
    internal FileDescriptor? Descriptor { get; }

    internal MapDefinition Definition { get; }

    /// <summary>Whether this load created the map. False if the load opened a pinned map or reused a given map.</summary>
    internal bool IsNew { get; init; }

    /// <summary>Whether reads and writes hold the spin lock of the value.</summary>
    internal bool IsLocking { get; init; }

    /// <summary>For a map of maps: the template of its inner maps. Null if unknown.</summary>
    internal MapDefinition? Inner { get; init; }

    /// <summary>For a map of maps: the id of the BTF that the template was created with; 0 if none.</summary>
    internal uint InnerBtfId { get; init; }

    /// <summary>
    /// For a map of maps: the token that the load used, for inner maps that are created later. Null for none. The garbage collector closes
    /// it.
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
