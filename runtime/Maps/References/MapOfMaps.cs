using BpfGen.Loading;
using BpfGen.Maps;

namespace BpfGen;

/// <summary>A map whose values are maps of one shape.</summary>
/// <typeparam name="TInner">The class of their handles.</typeparam>
public abstract class MapOfMaps<TInner> : BpfMap
    where TInner : BpfMap, IMapHandle<TInner>
{
    private protected MapOfMaps(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>Makes a map of the shape that inner maps have to have. It is in no map of maps yet, and the caller disposes of it.</summary>
    /// <param name="name">Its name in the kernel: at most 15 characters of <c>[A-Za-z0-9_.]</c>; null for that of the map that the object has as an example.</param>
    /// <param name="maxEntries">
    /// How many entries it holds at the most; null for as many as the example. Of arrays the kernel wants all to have the same number, unless
    /// they have the flag <c>BPF_F_INNER_MAP</c>.
    /// </param>
    /// <exception cref="System.InvalidOperationException">The map was opened by its name or id: what its inner maps look like the kernel does not tell.</exception>
    /// <exception cref="BpfException">The kernel refuses (<c>BPF_MAP_CREATE</c>).</exception>
    public TInner CreateInner(string? name = null, uint? maxEntries = null) => InnerMaps.Create<TInner>(Origin, name, maxEntries);

    private protected bool TryGet(ref readonly byte key, out TInner? inner)
    {
        // It may be replaced, and gone, between the two questions.
        for (var id = 0u; Lookup(in key, ref Bytes(ref id));)
        {
            if (InnerMaps.TryOpen<TInner>(id, $"the inner map of id {id} of map '{Name}'") is { } map)
            {
                inner = map;
                return true;
            }
        }

        inner = null;
        return false;
    }
}
