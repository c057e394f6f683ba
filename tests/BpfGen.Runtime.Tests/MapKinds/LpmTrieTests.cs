using System;
using System.Linq;
using System.Net;
using System.Runtime.CompilerServices;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests.MapKinds;

/// <summary>Longest-prefix-match (LPM) tries.</summary>
[Collection(KernelTests.Name)]
public sealed class LpmTrieTests
{
    [Fact]
    public void A_program_finds_the_entry_of_the_longest_prefix()
    {
        Kernel.Required();
        using var exchange = Exchange.Load();
        exchange.Networks.Update(IPNetwork.Parse("127.0.0.0/8"), 0);
        exchange.Networks.Update(IPNetwork.Parse("127.0.0.0/24"), 0);
        exchange.Networks.Update(IPNetwork.Parse("127.0.0.8/29"), 0);

        Packets.SendUntil(
            exchange.Route,
            () => exchange.Networks[LpmKey.Of<Exchange.Types.Network>(IPNetwork.Parse("127.0.0.0/24"))] > 3,
            "packets to be counted");

        Assert.Equal(0ul, exchange.Networks[LpmKey.Of<Exchange.Types.Network>(IPNetwork.Parse("127.0.0.0/8"))] / 1000);
        Assert.True(exchange.Networks.TryGetValue(IPAddress.Parse("127.0.0.9"), out var narrower));
        Assert.Equal(0ul, narrower);
    }

    [Fact]
    public void A_lookup_of_an_address_returns_the_entry_of_the_longest_prefix()
    {
        using var trie = Trie();
        trie.Update(IPNetwork.Parse("10.0.0.0/8"), 8);
        trie.Update(IPNetwork.Parse("10.1.0.0/16"), 16);

        Assert.True(trie.TryGetValue(IPAddress.Parse("10.1.2.3"), out var value));
        Assert.Equal(16ul, value);
        Assert.True(trie.TryGetValue(IPAddress.Parse("10.2.2.3"), out value));
        Assert.Equal(8ul, value);
        Assert.False(trie.TryGetValue(IPAddress.Parse("11.0.0.1"), out _));
    }

    [Fact]
    public void Remove_requires_the_exact_prefix()
    {
        using var trie = Trie();
        trie.Update(IPNetwork.Parse("10.0.0.0/8"), 8);

        Assert.False(trie.Remove(IPNetwork.Parse("10.0.0.0/9")));
        Assert.True(trie.Remove(IPNetwork.Parse("10.0.0.0/8")));
        Assert.False(trie.TryGetValue(IPAddress.Parse("10.0.0.1"), out _));
    }

    [Fact]
    public void Enumeration_returns_longer_prefixes_first()
    {
        using var trie = Trie();
        foreach (var network in new[] { "10.0.0.0/8", "10.1.0.0/16", "10.1.2.0/24" })
        {
            trie.Update(IPNetwork.Parse(network), (ulong)IPNetwork.Parse(network).PrefixLength);
        }

        Assert.Equal(
            [("10.1.2.0/24", 24ul), ("10.1.0.0/16", 16ul), ("10.0.0.0/8", 8ul)],
            trie.Select(entry => (LpmKey.ToNetwork(entry.Key).ToString(), entry.Value)));
    }

    [Fact]
    public void Adding_to_a_full_trie_reports_that_it_is_full()
    {
        using var trie = Trie(maxEntries: 1);
        trie.Update(IPNetwork.Parse("10.0.0.0/8"), 8);

        var exception = Assert.Throws<BpfException>(() => trie.Update(IPNetwork.Parse("11.0.0.0/8"), 8));

        Assert.Equal("ENOSPC", exception.ErrnoName);
        Assert.Contains("The map is full: it holds at most 1 entries.", exception.Message);
    }

    [Fact]
    public void As_gives_an_untyped_LPM_trie_its_key_and_value_types()
    {
        Kernel.Required();
        using var exchange = Exchange.Load();
        var trie = exchange.Networks6.As<Key6, Value3>();

        var three = default(Value3);
        three[2] = 3;
        trie.Update(IPNetwork.Parse("fe80::/10"), three);

        Assert.True(trie.TryGetValue(IPAddress.Parse("fe80::1"), out var value));
        Assert.Equal(3, value[2]);
        Assert.Equal("fe80::/10", LpmKey.ToNetwork(trie.Single().Key).ToString());
    }

    [Fact]
    public void An_IPv6_address_is_rejected_if_the_key_is_of_IPv4_size()
    {
        using var trie = Trie();

        var exception = Assert.Throws<ArgumentException>(() => trie.TryGetValue(IPAddress.IPv6Loopback, out _));

        Assert.StartsWith("A key for ::1 needs 20 bytes, but UInt64 has 8.", exception.Message);
    }

    [Theory]
    [InlineData(33, 4)]
    [InlineData(-1, 4)]
    public void A_prefix_length_that_is_negative_or_longer_than_the_key_is_rejected(int length, int bytes) =>
        Assert.ThrowsAny<ArgumentException>(() => LpmKey.Of<ulong>(length, new byte[bytes]));

    [Fact]
    public void A_prefix_with_more_bytes_than_the_key_is_rejected() =>
        Assert.Throws<ArgumentException>(() => LpmKey.Of<ulong>(8, new byte[5]));

    [Fact]
    public void ToNetwork_rejects_a_key_that_holds_no_IP_address() => Assert.Throws<ArgumentException>(() => LpmKey.ToNetwork(0u));

    private static LpmTrie<ulong, ulong> Trie(uint maxEntries = 16) =>
        NewMap.Create<LpmTrie<ulong, ulong>>(MapType.LpmTrie, keySize: 8, maxEntries: maxEntries, flags: 1);

    [InlineArray(20)]
    private struct Key6
    {
        private byte _first;
    }

    [InlineArray(3)]
    private struct Value3
    {
        private byte _first;
    }
}
