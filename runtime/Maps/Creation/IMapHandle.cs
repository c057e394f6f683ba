using System.ComponentModel;

namespace BpfGen.Loading;

/// <summary>
/// A map class of which the loader can create instances. Only the classes of BpfGen and generated classes implement this interface.
/// </summary>
/// <typeparam name="TSelf">The map class itself.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IMapHandle<TSelf>
    where TSelf : BpfMap, IMapHandle<TSelf>
{
    /// <summary>Creates the handle for a loaded map.</summary>
    /// <param name="map">The loaded map.</param>
    static abstract TSelf Create(LoadedMap map);

    /// <summary>
    /// Returns whether the class supports a map type. Opening a map by path or id calls this method, because the map can have any type.
    /// </summary>
    /// <param name="type">The map type.</param>
    static virtual bool Takes(MapType type) => true;
}
