using System.Net;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// A trie of prefixes (<c>BPF_MAP_TYPE_LPM_TRIE</c>): what is looked up is found under the longest prefix that it begins with. A key is the length of the
/// prefix in bits, 4 bytes in the machine's order, and the prefix itself, most significant byte first; <see cref="LpmKey"/> makes keys of addresses.
/// </summary>
/// <typeparam name="TKey">The type of the keys, laid out as the program has it.</typeparam>
/// <typeparam name="TValue">The type of the values, laid out as the program has it.</typeparam>
/// <remarks>
/// Reading finds the longest prefix that matches; writing and removing mean the very one that is given. Going through the trie shows longer
/// prefixes before shorter ones.
/// </remarks>
public sealed class LpmTrie<TKey, TValue> : KeyedMap<TKey, TValue>, IMapHandle<LpmTrie<TKey, TValue>>
    where TKey : unmanaged
    where TValue : unmanaged
{
    internal LpmTrie(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>Reads the value of the longest prefix that an address begins with.</summary>
    /// <param name="address">The address.</param>
    /// <param name="value">The value.</param>
    /// <returns>Whether there is such a prefix.</returns>
    /// <exception cref="System.ArgumentException">Keys have no room for an address of this kind, or more than that.</exception>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public bool TryGetValue(IPAddress address, out TValue value) => TryGetValue(LpmKey.Of<TKey>(address), out value);

    /// <summary>Writes the value of a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="value">The value.</param>
    /// <param name="mode">Whether the entry may, must or must not be there.</param>
    /// <returns>False where the mode forbids it.</returns>
    /// <exception cref="System.ArgumentException">Keys have no room for an address of this kind, or more than that.</exception>
    /// <exception cref="BpfException">The kernel refuses; <c>ENOSPC</c> where the map is full.</exception>
    public bool Update(IPNetwork network, TValue value, UpdateMode mode = UpdateMode.Any) => Update(LpmKey.Of<TKey>(network), value, mode);

    /// <summary>Takes a network out; those around it and inside it stay.</summary>
    /// <param name="network">The network.</param>
    /// <returns>Whether it was there.</returns>
    /// <exception cref="System.ArgumentException">Keys have no room for an address of this kind, or more than that.</exception>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public bool Remove(IPNetwork network) => Remove(LpmKey.Of<TKey>(network));

    static LpmTrie<TKey, TValue> IMapHandle<LpmTrie<TKey, TValue>>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<LpmTrie<TKey, TValue>>.Takes(MapType type) => type == MapType.LpmTrie;
}
