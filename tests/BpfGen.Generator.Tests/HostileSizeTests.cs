using System;
using System.Diagnostics;
using System.Linq;
using BpfGen.Generator.Btf;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Model;
using BpfGen.Generator.Tests.Support;
using BpfGen.Generator.Typing;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>
/// Objects that no compiler writes, in which a few bytes stand for very many types, members or names. The generator's time grows only
/// linearly with the object's size: it needs less than two seconds for an object of 1 MB. The tests allow more time, because other tests
/// run at the same time.
/// </summary>
public sealed class HostileSizeTests
{
    private const int MostMembers = 0xffff;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    [Fact]
    public void Nested_unnamed_unions_do_not_generate_an_exponential_number_of_fields()
    {
        var btf = new BtfBuilder();
        var number = btf.Int("int", 4);
        var union = btf.Struct("", 4, [("a", number, 0, 0)], isUnion: true);
        for (var depth = 0; depth < 11; depth++)
        {
            union = btf.Struct("", 4, [("", union, 0, 0), ("", union, 0, 0), ("", union, 0, 0)], isUnion: true);
        }

        var outer = btf.Struct("outer", 4, [("", union, 0, 0)]);
        var types = btf.Types();

        var exception = Assert.Throws<LimitException>(() => Within(() => Typed(types, outer)));
        Assert.Contains("its unnamed structs and unions", exception.Message);
    }

    [Fact]
    public void Structs_that_contain_the_same_unnamed_struct_keep_all_members()
    {
        var btf = new BtfBuilder();
        var number = btf.Int("int", 4);
        var pair = btf.Struct("", 8, [("first", number, 0, 0), ("second", number, 32, 0)]);
        var outers = Enumerable.Range(0, 100)
            .Select(i => btf.Struct($"outer{i}", 16, [("head", number, 0, 0), ("", pair, 32, 0), ("tail", number, 96, 0)]))
            .ToList();

        var values = Typed(btf.Types(), [.. outers]);

        Assert.All(values.Structs, type => Assert.Equal(["Head", "First", "Second", "Tail"], type.Fields.Select(field => field.Name)));
    }

    [Fact]
    public void A_struct_with_65535_fields_of_one_name_takes_linear_time()
    {
        var btf = new BtfBuilder();
        var number = btf.Int("int", 4);
        var type = btf.Struct("s", 4, [.. Enumerable.Repeat(("x", number, 0, 0), MostMembers)], isUnion: true);
        var types = btf.Types();

        var values = Within(() => Typed(types, type));

        Assert.Equal(["X", "X_2", "X_3"], values.Structs.Single().Fields.Select(field => field.Name).Take(3));
        Assert.Equal(MostMembers, values.Structs.Single().Fields.Select(field => field.Name).Distinct().Count());
    }

    [Fact]
    public void An_enumeration_with_65535_values_of_one_name_takes_linear_time()
    {
        var btf = new BtfBuilder();
        var type = btf.Enum("e", 4, false, [.. Enumerable.Range(0, MostMembers).Select(i => ("x", i))]);
        var types = btf.Types();

        var values = Within(() => Typed(types, type));

        Assert.Equal(MostMembers, values.Enums.Single().Values.Select(value => value.Name).Distinct().Count());
    }

    [Fact]
    public void Many_types_with_the_same_name_take_linear_time()
    {
        var btf = new BtfBuilder();
        var number = btf.Int("int", 4);
        var structs = Enumerable.Range(0, 30_000).Select(_ => btf.Struct("s", 4, [("x", number, 0, 0)])).ToArray();
        var types = btf.Types();

        var values = Within(() => Typed(types, structs));

        Assert.Equal(structs.Length, values.Structs.Select(type => type.Name).Distinct().Count());
    }

    [Fact]
    public void Many_CO_RE_relocations_with_one_long_access_string_take_linear_time()
    {
        var btf = new BtfBuilder();
        var number = btf.Int("int", 4);
        var type = btf.Struct("s", 4, [("x", number, 0, 0)]);
        _ = btf.Struct("0:0" + string.Concat(Enumerable.Repeat(":0", 250_000)), 4, [("x", number, 0, 0)]);
        var types = btf.Types();
        var access = types.All[^1].NameOffset;
        var marks = new BtfMarks(types);

        Within(() =>
        {
            for (var i = 0; i < 30_000; i++)
            {
                marks.Relocation(type, types.Strings.At(access)!, 0);
            }

            var writer = new BtfWriter(types, marks);
            for (var i = 0; i < 30_000; i++)
            {
                writer.Access(type, access);
            }

            return writer;
        });
    }

    [Fact]
    public void Many_declaration_tags_with_one_long_name_take_linear_time()
    {
        var btf = new BtfBuilder();
        var number = btf.Int("int", 4);
        var type = btf.Struct("s", 4, [("x", number, 0, 0)]);
        var name = "contains:" + string.Concat(Enumerable.Repeat(":", 500_000));
        var first = btf.Tag(name, type);
        for (var i = 0; i < 30_000; i++)
        {
            btf.TagLike(first, type);
        }

        var types = btf.Types();
        var marks = new BtfMarks(types);
        marks.Whole(type);

        Within(() =>
        {
            marks.Tags();
            return marks;
        });
    }

    [Fact]
    public void A_struct_that_is_named_in_a_contains_tag_keeps_all_members()
    {
        var btf = new BtfBuilder();
        var number = btf.Int("int", 4);
        var node = btf.Struct("node", 4, [("x", number, 0, 0)]);
        var head = btf.Struct("head", 4, [("x", number, 0, 0)]);
        btf.Tag("contains:node:list", head);
        var marks = new BtfMarks(btf.Types());
        marks.Whole(head);

        marks.Tags();

        Assert.Equal(BtfMarks.Part.Whole, marks.Of(node));
    }

    [Fact]
    public void Overlapping_strings_are_an_error_and_take_linear_time()
    {
        var btf = new BtfBuilder();
        btf.Int(new string('a', 400_000), 4);
        for (var i = 0u; i < 30_000; i++)
        {
            btf.IntNamedAt(1 + i, 4);
        }

        var section = btf.Build();
        var problems = new ProblemList();

        var exception = Assert.Throws<LimitException>(
            () => Within(() => BtfReader.Read(section, isLittleEndian: true, problems)));
        Assert.Contains("the strings of its BTF overlap so much", exception.Message);
    }

    [Fact]
    public void BTF_strings_that_end_in_the_same_bytes_are_read()
    {
        var btf = new BtfBuilder();
        btf.Int("unsigned long", 8);
        var end = btf.IntNamedAt(1 + (uint)"unsigned ".Length, 8);

        Assert.Equal("long", btf.Types()[end]!.Name);
    }

    private static T Within<T>(Func<T> action)
    {
        var clock = Stopwatch.StartNew();
        var result = action();
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, Limit);
        return result;
    }

    private static ValueTypes Typed(BtfTypes types, params uint[] ids)
    {
        var builder = new ValueTypeBuilder(types);
        foreach (var id in ids)
        {
            builder.NameOf(id, types.SizeOf(id)!.Value);
        }

        return builder.Build();
    }
}
