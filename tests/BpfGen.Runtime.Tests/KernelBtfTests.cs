using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using BpfGen.Btf;
using BpfGen.Loading;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>Searching kernel BTF for names. The search builds no index, and does not trust the data.</summary>
public sealed class KernelBtfTests
{
    [Fact]
    public void NameTable_finds_all_of_its_names_and_no_other_names()
    {
        var names = Enumerable.Range(0, 500).Select(i => $"name_{i * 7919 % 1000}{new string('x', i % 40)}").Distinct().ToArray();
        var builder = new BtfBuilder();
        var places = names.Select(builder.Name).ToArray();
        var strings = BtfImage.Of(builder.Build()).Strings;
        var table = new NameTable(
            [.. names.Where((_, i) => i % 3 == 0).Select(Encoding.UTF8.GetBytes), "name"u8.ToArray(), "absent_name"u8.ToArray()]);

        for (var i = 0; i < names.Length; i++)
        {
            Assert.Equal(i % 3 == 0 ? i / 3 : -1, table.Find(strings, places[i]));
        }
    }

    [Theory]
    [InlineData("a")]
    [InlineData("ab")]
    [InlineData("abc")]
    [InlineData("abcd")]
    [InlineData("abcde")]
    public void NameTable_finds_a_short_name_also_at_the_end_of_the_strings(string name)
    {
        var table = new NameTable([.. Enumerable.Range(1, 5).Select(length => Encoding.UTF8.GetBytes("abcde"[..length]))]);

        Assert.Equal(name.Length - 1, table.Find(Encoding.UTF8.GetBytes($"\0{name}\0"), 1));
        Assert.Equal(name.Length - 1, table.Find(Encoding.UTF8.GetBytes($"{name}\0zzzz\0"), 0));
    }

    [Theory]
    [InlineData("\0abcd\0", 7)]
    [InlineData("\0abcd\0", uint.MaxValue)]
    [InlineData("\0abcd", 1)]
    [InlineData("", 0)]
    public void NameTable_finds_no_name_outside_of_the_strings_or_without_a_terminator(string strings, uint offset) =>
        Assert.Equal(-1, new NameTable(["abcd"u8.ToArray()]).Find(Encoding.UTF8.GetBytes(strings), offset));

    [Fact]
    public void TypeTable_finds_types_of_different_kinds_with_the_same_name_by_their_kinds()
    {
        var builder = new BtfBuilder();
        var name = builder.Name("thing");
        var table =
            Table(builder.Type(BtfKind.Int, "int", 4, 0, 32).Type(BtfKind.Struct, name, 4, 1, 0, 1, 0).Type(BtfKind.Typedef, name, 2));

        Assert.Equal([2u, 3, 0], table.Find(["thing"u8.ToArray()], [(0, BtfKind.Struct), (0, BtfKind.Typedef), (0, BtfKind.Function)]));
    }

    [Fact]
    public void A_second_search_of_TypeTable_finds_the_types_that_the_first_search_skipped()
    {
        var table = Table(new BtfBuilder().Type(BtfKind.Struct, "first", 0).Type(BtfKind.Struct, "second", 0));
        table.Find(["second"u8.ToArray()], [(0, BtfKind.Struct)]);

        Assert.Equal([1u], table.Find(["first"u8.ToArray()], [(0, BtfKind.Struct)]));
    }

    [Fact]
    public void TypeTable_reads_types_in_any_order()
    {
        var builder = new BtfBuilder();
        for (var i = 1; i <= 1_000; i++)
        {
            builder = i % 3 == 0
                ? builder.Type(BtfKind.Int, 0u, (uint)i, 0, 32)
                : builder.Type(BtfKind.Struct, 0u, (uint)i, i % 5, new uint[3 * (i % 5)]);
        }

        var table = Table(builder);

        Assert.All(Enumerable.Range(1, 1_000).Reverse(), i => Assert.Equal((uint)i, table.At((uint)i)!.Value.SizeOrType));
        Assert.Null(table.At(1_001));
        Assert.Equal(BtfKind.Void, table.At(0)!.Value.Kind);
    }

    [Fact]
    public void Type_ids_and_strings_of_a_module_continue_those_of_the_kernel()
    {
        var kernel = new BtfBuilder().Type(BtfKind.Int, "shared_name", 4, 0, 32).Type(BtfKind.FunctionPrototype, 0u, 0);
        var kernelTypes = Table(kernel);
        var module = new BtfBuilder(kernel.StringsSize).Type(BtfKind.Function, "own_name", 2).Type(BtfKind.Function, 1u, 2);
        var types = new TypeTable(BtfImage.Of(module.Build()), kernelTypes);

        Assert.Equal(
            [3u, 4], types.Find(["own_name"u8.ToArray(), "shared_name"u8.ToArray()], [(0, BtfKind.Function), (1, BtfKind.Function)]));
        Assert.Equal(BtfKind.FunctionPrototype, types.At(2)!.Value.Kind);
    }

    [Fact]
    public void Unknown_BTF_kinds_are_skipped_if_the_header_has_their_sizes()
    {
        var layout = new byte[21 * 4];
        (layout[80], layout[81]) = (8, 4);
        var builder = new BtfBuilder(layout: layout).Type((BtfKind)20, 0u, 0, 2, 1, 2, 3, 4).Type(BtfKind.Struct, "after", 0);

        Assert.Equal([2u], Table(builder).Find(["after"u8.ToArray()], [(0, BtfKind.Struct)]));
    }

    [Fact]
    public void Unknown_BTF_kinds_of_unknown_size_throw_InvalidDataException()
    {
        var table = Table(new BtfBuilder().Type((BtfKind)20, 0u, 0).Type(BtfKind.Struct, "after", 0));

        Assert.Throws<InvalidDataException>(() => table.Find(["after"u8.ToArray()], [(0, BtfKind.Struct)]));
    }

    [Fact]
    public void BTF_truncated_at_any_byte_throws()
    {
        var bytes = new BtfBuilder().Type(BtfKind.Int, "int", 4, 0, 32).Type(BtfKind.Struct, "last_struct", 4, 1, 0, 1, 0).Build();
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => BtfImage.Of(bytes[..length]));
        }
    }

    [Fact]
    public void Reading_BTF_with_any_byte_inverted_succeeds_or_throws_InvalidDataException()
    {
        var original = new BtfBuilder().Type(BtfKind.Int, "int", 4, 0, 32)
            .Type(BtfKind.Struct, "last_struct", 4, 1, 0, 1, 0)
            .Type(BtfKind.Function, "function", 2)
            .Build();
        for (var i = 0; i < original.Length; i++)
        {
            var bytes = original.ToArray();
            bytes[i] ^= 0xff;
            try
            {
                var table = new TypeTable(BtfImage.Of(bytes));
                table.Find(["function"u8.ToArray()], [(0, BtfKind.Function)]);
                table.At(3);
            }
            catch (InvalidDataException)
            {
                // Reading damaged BTF may throw this exception, but no other.
            }
        }
    }

    [Theory]
    [InlineData("(*s)*s", true)]
    [InlineData("(*si)*s", false)]
    [InlineData("()*s", false)]
    [InlineData("(*u)*s", false)]
    [InlineData("(*s)v", false)]
    [InlineData("(*f)*s", false)]
    [InlineData("(*s)*", false)]
    [InlineData("", false)]
    public void A_signature_matches_if_all_parameters_and_the_result_match(string signature, bool expected)
    {
        var table = Table(new BtfBuilder()
            .Type(BtfKind.Struct, "task_struct", 0)
            .Type(BtfKind.Const, 0u, 1)
            .Type(BtfKind.Pointer, 0u, 2)
            .Type(BtfKind.Typedef, "task_t", 3)
            .Type(BtfKind.FunctionPrototype, 0u, 3, 1, 0, 4));

        Assert.Equal(expected, SignatureMatcher.Matches(table, 5, signature));
    }

    [Fact]
    public void Cyclic_types_match_no_signature()
    {
        var table = Table(new BtfBuilder().Type(BtfKind.Typedef, "a", 2).Type(BtfKind.Typedef, "b", 1).Type(BtfKind.Pointer, 0u, 3));

        Assert.False(SignatureMatcher.Matches(table, 1, "i"));
        Assert.False(SignatureMatcher.Matches(table, 3, new string('*', 1000)));
    }

    [Fact]
    public void Well_known_names_are_found_in_the_BTF_of_the_running_kernel()
    {
        Kernel.Required();
        Assert.SkipUnless(File.Exists(KernelBtfIndex.Path), "needs a kernel with CONFIG_DEBUG_INFO_BTF");
        using var types = KernelBtfIndex.TryOpen();

        var found = types!.Find(
            [
                new("task_struct", KernelSymbolKind.Function), new("bpf_lsm_file_open", KernelSymbolKind.Function),
                new("btf_trace_sched_switch", KernelSymbolKind.Typedef), new("no such name", KernelSymbolKind.Variable),
            ],
            [0, 1, 2, 3]);

        Assert.Null(found[0]);
        Assert.Equal(BtfKind.Function, found[1]!.Types.At(found[1]!.Id)!.Value.Kind);
        Assert.Equal(BtfKind.Typedef, found[2]!.Types.At(found[2]!.Id)!.Value.Kind);
        Assert.Null(found[3]);
    }

    [Fact]
    public void KernelAddresses_finds_symbols_in_a_long_list()
    {
        var lines = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{0xffffffff81000000 + (ulong)i:x16} t symbol_{i}\n"));
        using var list = new MemoryStream(
            Encoding.UTF8.GetBytes(lines + "ffffffffc0000000 d in_module\t[module]\nffffffffc0000008 d static_name.llvm.1234\n"));

        var found = KernelAddresses.Find(list, ["symbol_19999", "symbol_0", "in_module", "static_name", "absent"], []);

        Assert.Equal(
            [
                ("in_module", 0xffffffffc0000000), ("static_name", 0xffffffffc0000008), ("symbol_0", 0xffffffff81000000),
                ("symbol_19999", 0xffffffff81004e1f),
            ],
            found.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, pair.Value)));
    }

    [Fact]
    public void KernelAddresses_reports_a_symbol_name_with_two_addresses_as_ambiguous()
    {
        using var list = new MemoryStream("ffffffff81000000 t twice\nffffffff81000008 t twice\n"u8.ToArray());

        var ambiguous = new Dictionary<string, string>();
        KernelAddresses.Find(list, ["twice"], ambiguous);

        Assert.Equal("twice", Assert.Single(ambiguous).Key);
    }

    private static TypeTable Table(BtfBuilder builder) => new(BtfImage.Of(builder.Build()));
}
