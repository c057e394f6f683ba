using System;
using System.Linq;
using System.Runtime.InteropServices;
using BpfGen.Btf;
using BpfGen.Generator.Btf;
using BpfGen.Generator.Model;
using BpfGen.Generator.Tests.Support;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>
/// An object is loaded with only the BTF types that it needs. All references to the types use the ids that the types have after pruning.
/// </summary>
public sealed class TypePruningTests
{
    [Fact]
    public void A_struct_with_CO_RE_accesses_keeps_its_size_and_the_accessed_members()
    {
        var (model, types) = Read("loading/refused.o");
        var task = types.All.Single(type => type.Name == "task_struct");

        Assert.Equal(["part"], types.Members(task).Select(member => member.Name));
        Assert.Equal(8u, task.SizeOrType);
        Assert.Contains("0:0:0", Accesses(model, types));
    }

    [Fact]
    public void A_struct_that_is_used_only_behind_pointers_keeps_its_name_and_size()
    {
        var (_, types) = Read("btf/globals.o");
        var context = types.All.Single(type => type.Name == "__sk_buff");

        Assert.Equal((0, 20u), (context.Count, context.SizeOrType));
    }

    [Fact]
    public void The_BTF_types_of_keys_values_and_variables_keep_all_members()
    {
        var (model, types) = Read("btf/core.o");
        var map = Assert.Single(model.Maps);

        Assert.Equal("result", types[map.ValueType]!.Name);
        Assert.Equal(7, types.Members(types[map.ValueType]!).Count());
    }

    [Fact]
    public void The_BTF_types_of_map_definitions_are_not_loaded()
    {
        var (_, types) = Read("btf/core.o");

        Assert.DoesNotContain(types.All, type => type.Kind == BtfKind.DataSection);
    }

    [Fact]
    public void Type_ids_and_string_offsets_refer_to_the_same_types_and_strings_after_pruning()
    {
        var (model, types) = Read("btf/core.o");
        var information = Assert.Single(model.Functions).Information;

        Assert.Equal("read_task", types[information.Type]!.Name);
        Assert.EndsWith("core.bpf.c", types.Strings.At(information.Lines[1]));
        Assert.StartsWith("int read_task(", types.Strings.At(information.Lines[2]));
        Assert.Equal("task_struct", types[information.CoreRelocations[1]]!.Name);
    }

    [Fact]
    public void Source_lines_in_line_information_lose_their_leading_whitespace()
    {
        var (model, types) = Read("btf/core.o");
        var lines = Assert.Single(model.Functions).Information.Lines;
        var texts = Enumerable.Range(0, lines.Count / 4).Select(index => types.Strings.At(lines[index * 4 + 2])).ToList();

        Assert.Contains("__u32 zero = 0;", texts);
        Assert.DoesNotContain(texts, text => text!.StartsWith(' ') || text.StartsWith('\t'));
    }

    [Fact]
    public void Declaration_tags_of_kept_types_are_kept_unless_they_are_comments()
    {
        var builder = new BtfBuilder();
        var (kept, other) = (builder.Int("kept", 4), builder.Int("other", 4));
        var (meant, comment, pruned) = (
            builder.Tag("arg:ctx", kept), builder.Tag("comment:test_expect_success", kept), builder.Tag("arg:ctx", other));
        var marks = new BtfMarks(builder.Types());

        marks.Whole(kept);
        marks.Tags();

        Assert.Equal((BtfMarks.Part.Whole, BtfMarks.Part.None, BtfMarks.Part.None), (marks.Of(meant), marks.Of(comment), marks.Of(pruned)));
    }

    private static (ObjectModel Model, BtfTypes Types) Read(string probe)
    {
        var model = Linked.Probe(probe);
        return (model, Linked.TypesOf(model));
    }

    private static string[] Accesses(ObjectModel model, BtfTypes types) =>
    [
        .. model.Functions.SelectMany(function => Enumerable.Range(0, function.Information.CoreRelocations.Count / 4)
            .Select(i => types.Strings.At(function.Information.CoreRelocations[(i * 4) + 2]) ?? "")),
    ];
}
