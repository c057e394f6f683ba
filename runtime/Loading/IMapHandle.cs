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
}
