using System.ComponentModel;
using BpfGen.Interop;

namespace BpfGen.Loading;

/// <summary>A map that has been created, or could be: what a handle is made of.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct LoadedMap
{
    internal LoadedMap(FileDescriptor? descriptor, in MapDefinition definition)
    {
        Descriptor = descriptor;
        Definition = definition;
    }

    /// <summary>Null where it is not created because the options, or its section, say so.</summary>
    internal FileDescriptor? Descriptor { get; }

    internal MapDefinition Definition { get; }

    /// <summary>It was made by this load, and not found where it is pinned or given to be used again.</summary>
    internal bool IsNew { get; init; }

    /// <summary>For a map of maps: the map that its inner maps look like, where that is known.</summary>
    internal MapDefinition? Inner { get; init; }

    /// <summary>The id of the types that this map was made with; 0 for none.</summary>
    internal uint InnerBtfId { get; init; }

    /// <summary>The same map by another descriptor.</summary>
    internal LoadedMap With(FileDescriptor descriptor) => new(descriptor, Definition) { Inner = Inner, InnerBtfId = InnerBtfId };
}
