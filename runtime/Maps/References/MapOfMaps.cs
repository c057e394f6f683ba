using BpfGen.Loading;
using BpfGen.Maps;

namespace BpfGen;

/// <summary>The base of maps whose values are maps. All inner maps have the type, sizes and flags of one template map.</summary>
/// <typeparam name="TInner">The class of the inner maps.</typeparam>
public abstract class MapOfMaps<TInner> : BpfMap
    where TInner : BpfMap, IMapHandle<TInner>
{
    private protected MapOfMaps(LoadedMap map)
        : base(map)
    {
        if (map.Inner is { } inner)
        {
            InnerMaps.Check<TInner>(inner);
        }
    }

    /// <summary>
    /// Creates a map with the type, sizes and flags of the template. The new map is not yet in a map of maps. Dispose the new map when you
    /// no longer need it.
    /// </summary>
    /// <param name="name">The name, of which the kernel keeps 15 characters; null for the template's name.</param>
    /// <param name="maxEntries">
    /// The maximum number of entries; null for the template's number. For inner arrays, the kernel requires the template's number, unless
    /// the arrays have the flag <c>BPF_F_INNER_MAP</c>.
    /// </param>
    /// <returns>The new map.</returns>
    /// <exception cref="System.InvalidOperationException">
    /// The map of maps was opened by path or id, so the template is unknown, because the kernel does not report it.
    /// </exception>
    /// <exception cref="BpfException">The kernel rejected <c>BPF_MAP_CREATE</c>.</exception>
    public TInner CreateInner(string? name = null, uint? maxEntries = null) => InnerMaps.Create<TInner>(Origin, name, maxEntries);

    private protected bool TryGet(ref readonly byte key, out TInner? inner)
    {
        // Between the lookup of the id and the opening of the map, the inner map can be replaced and removed. In that case, look up the id
        // again.
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
