using System.ComponentModel;

namespace BpfGen.Loading;

/// <summary>A map class that the loader can create objects of. Generated code uses it; you do not implement it.</summary>
/// <typeparam name="TSelf">The map class itself.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IMapHandle<TSelf>
    where TSelf : BpfMap, IMapHandle<TSelf>
{
    /// <summary>Makes the handle for a loaded map.</summary>
    /// <param name="map">The loaded map.</param>
    static abstract TSelf Create(LoadedMap map);

    /// <summary>
    /// Returns whether the class supports a map type. This is checked for maps that are opened by path or id, because they can have any
    /// type.
    /// </summary>
    /// <param name="type">The map type.</param>
    static virtual bool Takes(MapType type) => true;
}
