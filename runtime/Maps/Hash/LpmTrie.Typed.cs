using System.Net;
using BpfGen.Loading;
using BpfGen.Maps;

namespace BpfGen;

/// <summary>
/// A longest-prefix-match trie (<c>BPF_MAP_TYPE_LPM_TRIE</c>), for example a routing table. A key has 4
/// bytes for the prefix length in bits (in the machine's byte order), then the prefix (most significant
/// byte first). <see cref="LpmKey"/> makes keys from addresses and networks.
/// </summary>
/// <typeparam name="TKey">
/// The type of the keys, including the 4 bytes for the prefix length, with the same layout as in the eBPF program.
/// </typeparam>
/// <typeparam name="TValue">The type of the values, with the same layout as in the eBPF program.</typeparam>
/// <remarks>
/// A read returns the entry with the longest prefix that matches. A write or removal affects only the entry with exactly the given prefix.
/// An enumeration returns longer prefixes before shorter ones.
/// </remarks>
/// <example>
/// <code>
/// using var router = Router.Load();
/// LpmTrie&lt;ulong, uint&gt; routes = router.Routes;       // an 8-byte key: IPv4
/// routes.Update(IPNetwork.Parse("10.0.0.0/8"), 1);
/// routes.TryGetValue(IPAddress.Parse("10.1.2.3"), out var hop);
/// </code>
/// </example>
public sealed class LpmTrie<TKey, TValue> : KeyedMap<TKey, TValue>, IMapHandle<LpmTrie<TKey, TValue>>
    where TKey : unmanaged
    where TValue : unmanaged
{
    internal LpmTrie(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>Reads the value of the longest prefix that matches an address.</summary>
    /// <param name="address">The address.</param>
    /// <param name="value">A copy of the value; <c>default</c> if no prefix matches.</param>
    /// <returns>True if a prefix matches; otherwise false.</returns>
    /// <exception cref="System.ArgumentException">The key size does not fit the address family.</exception>
    /// <exception cref="BpfException">The kernel rejected the command.</exception>
    public bool TryGetValue(IPAddress address, out TValue value) => TryGetValue(LpmKey.Of<TKey>(address), out value);

    /// <summary>Writes the entry of a network. By default it adds or replaces the entry.</summary>
    /// <param name="network">The network.</param>
    /// <param name="value">The value.</param>
    /// <param name="mode">Whether the entry may, must or must not exist.</param>
    /// <returns>False if <paramref name="mode"/> did not allow the write: see <see cref="UpdateMode"/>.</returns>
    /// <exception cref="System.ArgumentException">The key size does not fit the address family.</exception>
    /// <exception cref="BpfException">The kernel rejected the command: <c>ENOSPC</c> if the map is full.</exception>
    public bool Update(IPNetwork network, TValue value, UpdateMode mode = UpdateMode.Any) => Update(LpmKey.Of<TKey>(network), value, mode);

    /// <summary>Removes the entry of a network. Entries of larger and smaller networks stay.</summary>
    /// <param name="network">The network.</param>
    /// <returns>True if the entry was removed; false if it did not exist.</returns>
    /// <exception cref="System.ArgumentException">The key size does not fit the address family.</exception>
    /// <exception cref="BpfException">The kernel rejected the command.</exception>
    public bool Remove(IPNetwork network) => Remove(LpmKey.Of<TKey>(network));

    /// <summary>Creates a trie without an object file.</summary>
    /// <param name="maxEntries">The maximum number of entries.</param>
    /// <param name="options">The name, flags, NUMA node and pin; null for none.</param>
    /// <returns>The new map. Dispose it when you no longer need it.</returns>
    /// <exception cref="BpfException">
    /// The kernel rejected the map, or a map of another type or size is pinned at the path in the options.
    /// </exception>
    public static LpmTrie<TKey, TValue> Create(uint maxEntries, MapCreateOptions? options = null) =>
        MapCreation.Create<LpmTrie<TKey, TValue>, TKey, TValue>(MapType.LpmTrie, maxEntries, options, MapCreation.FlagNoPreallocation);

    static LpmTrie<TKey, TValue> IMapHandle<LpmTrie<TKey, TValue>>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<LpmTrie<TKey, TValue>>.Takes(MapType type) => type == MapType.LpmTrie;
}
