using System.ComponentModel;

namespace BpfGen.Loading;

/// <summary>A class of map handles that the loader can make one of.</summary>
/// <typeparam name="TSelf">The class.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IMapHandle<TSelf>
    where TSelf : BpfMap, IMapHandle<TSelf>
{
    /// <summary>Makes a handle of a map that has been created.</summary>
    /// <param name="map">The map.</param>
    static abstract TSelf Create(LoadedMap map);

    /// <summary>Whether the class is for maps of a type: what is opened by path or id could be any.</summary>
    /// <param name="type">The type.</param>
    static virtual bool Takes(MapType type) => true;
}
