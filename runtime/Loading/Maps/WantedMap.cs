using System.Runtime.InteropServices;

namespace BpfGen.Loading;

/// <summary>A map to load: the object's definition with the load options applied.</summary>
/// <param name="definition">The definition.</param>
internal readonly struct WantedMap(MapDefinition definition)
{
    public MapDefinition Definition { get; } = definition;

    /// <summary>Whether the options skip the map.</summary>
    public bool IsSkipped { get; init; }

    /// <summary>Whether the options change the type or the sizes, so that the map may no longer fit its C# class.</summary>
    public bool ChangesShape { get; init; }

    /// <summary>An existing map to use instead of a new one; null for a new or pinned map.</summary>
    public SafeHandle? Reuse { get; init; }

    /// <summary>For a map of maps: the inner maps' definition in the options; null if the object's definition applies.</summary>
    public MapDefinition? Inner { get; init; }

    /// <summary>
    /// For a map of maps: an existing map whose type, sizes and flags the inner maps have. Null if the options name none.
    /// </summary>
    public SafeHandle? InnerReuse { get; init; }
}
