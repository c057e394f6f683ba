using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using BpfGen.CodeFixes;
using BpfGen.Generator.Analyzers;
using BpfGen.Generator.Tests.Support;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>
/// The code fix for a struct with <c>[BpfStruct]</c> that differs from the object's struct. After each fix, the test builds the project
/// again: it must compile, and the struct must match.
/// </summary>
public sealed class MatchStructTests
{
    private const string Records = "types/records.o";
    private const string Types = "btf/types.o";

    [Theory]
    [InlineData("public ulong Number;", "    public ulong Number;\n    public uint Length;\n    public byte Kind;")]
    [InlineData("public uint Length;\n    public byte Kind;", "    public ulong Number;\n    public uint Length;")]
    [InlineData("private ulong rest;", "{\n    public ulong Number;\n    public uint Length;\n    public byte Kind;\n}")]
    public async Task Missing_fields_are_added_in_the_order_of_the_object(string fields, string expected) =>
        Assert.Contains(expected, await Fix(Records, $$"""
            [BpfGen.BpfStruct("event")]
            public struct Event
            {
                {{fields}}
            }
            """));

    [Fact]
    public async Task Fields_move_with_their_comments_and_attributes() => Assert.Equal(
        """
        using System;
        [BpfGen.BpfStruct("event")]
        public struct Event
        {
            public const int Most = 5;

            // Counts from zero.
            public ulong Number;

            /// <summary>In bytes.</summary>
            [Obsolete("Use Size.")]
            public uint Length; // without the header
            public byte Kind;

            public readonly bool IsFirst => Number == 0;
        }
        """.ReplaceLineEndings("\n"),
        await Fix(Records, """
        using System;
        [BpfGen.BpfStruct("event")]
        public struct Event
        {
            public const int Most = 5;

            /// <summary>In bytes.</summary>
            [Obsolete("Use Size.")]
            public uint Length; // without the header

            // Counts from zero.
            public ulong Number;

            public readonly bool IsFirst => Number == 0;
        }
        """));

    [Theory]
    [InlineData("public long Number, Length; public byte Kind;", "public ulong Number;", "public uint Length;")]
    [InlineData("public double Number; public Guid Length; public byte Kind;", "public ulong Number;", "public uint Length;")]
    [InlineData("public ulong Number; public ulong Length, Kind;", "public uint Length;", "public byte Kind;")]
    public async Task Fields_of_another_type_get_the_type_of_the_member(string fields, params string[] expected)
    {
        var changed = await Fix(Records, $"using System;\n[BpfGen.BpfStruct(\"event\")]\npublic struct Event\n{{\n    {fields}\n}}\n");

        Assert.All(expected, field => Assert.Contains(field, changed));
        Assert.DoesNotContain("StructLayout", changed);
    }

    [Theory]
    [InlineData("public ulong Nmuber; public uint Length; public byte Kind;", "Nmuber")]
    [InlineData("public ulong Sequence; public uint Length; public byte Kind;", "Sequence")]
    [InlineData("public uint Nmuber; public uint Length; public byte Kind;", "Nmuber")]
    public async Task A_field_of_another_name_is_renamed_also_where_code_uses_it(string fields, string name)
    {
        var changed = await Fix(Records, $$"""
            [BpfGen.BpfStruct("event")]
            public struct Event { {{fields}} }
            internal static class App
            {
                internal static ulong Run(Event one) => one.{{name}} + 1;
            }
            """);

        Assert.Contains("public ulong Number;", changed);
        Assert.Contains("=> one.Number + 1;", changed);
        Assert.DoesNotContain(name, changed);
    }

    [Fact]
    public async Task A_field_that_the_object_does_not_have_is_removed() => Assert.DoesNotContain(
        "ThisIsNowhere",
        await Fix(Records, """
            [BpfGen.BpfStruct("event")]
            public struct Event
            {
                public ulong Number;
                public uint Length;
                public byte Kind;
                public System.Guid ThisIsNowhere;
            }
            """));

    [Fact]
    public async Task Padding_that_the_fields_no_longer_need_is_removed() => Assert.EndsWith(
        "public struct Event\n{\n    public ulong Number;\n    public uint Length;\n    public byte Kind;\n}\n",
        await Fix(Records, """
            [BpfGen.BpfStruct("event")]
            public struct Event
            {
                public ulong Number;
                private uint padding;
                public uint Length;
                public byte Kind;
            }

            """));

    [Theory]
    [InlineData("LayoutKind.Sequential, Pack = 2")]
    [InlineData("LayoutKind.Explicit, Size = 12")]
    [InlineData("LayoutKind.Explicit")]
    public async Task Explicit_offsets_and_sizes_are_corrected(string layout)
    {
        var offset = layout.Contains("Explicit") ? "[FieldOffset(4)] " : "";
        var changed = await Fix(Records, $$"""
            using System.Runtime.InteropServices;
            [BpfGen.BpfStruct("event")]
            [StructLayout({{layout}})]
            public struct Event
            {
                {{offset}}public ulong Number;
            }
            """);

        Assert.Contains("[StructLayout(LayoutKind.Explicit, Size = 16)]", changed);
        Assert.Contains("[FieldOffset(0)] public ulong Number;", changed);
        Assert.Contains("[FieldOffset(12)] public byte Kind;", changed);
    }

    [Fact]
    public async Task Nested_structs_arrays_enumerations_and_unions_come_with_their_types()
    {
        var changed = await Fix(Types, """
            using BpfGen;
            using System.Runtime.InteropServices;

            [BpfStruct("struct outer")]
            public struct Outer
            {
                public int Number;
            }
            """);

        string[] expected =
        [
            "[StructLayout(LayoutKind.Explicit, Pack = 4, Size = 124)]",
            "[FieldOffset(0)] public Types.Text16 Name;",
            "[FieldOffset(20)] public int Number;",
            "public Types.State State;",
            "public KernelAddress Address;",
            "public Types.Inner_inner Nested;",
            "public Types.InnerInnerArray3 Several;",
            "public uint AsNumber;",
            "public Types.ByteArray4 AsBytes;",
            "public enum State : int",
            "        public struct Inner_inner\n",
            "Inner_inner _first;",
        ];
        Assert.All(expected, text => Assert.Contains(text, changed));
    }

    [Fact]
    public async Task A_nested_struct_that_differs_is_replaced_and_the_others_stay()
    {
        var changed = await Fix(Types, """
            using System.Runtime.CompilerServices;
            using System.Runtime.InteropServices;
            [BpfGen.BpfStruct("outer")]
            [StructLayout(LayoutKind.Explicit, Size = 124)]
            public struct Outer
            {
                [FieldOffset(64)] public Wrong Nested;
                [FieldOffset(68)] public Three Several;
                [FieldOffset(80)] public System.Guid Grid;
            }
            public struct Wrong { public ushort Port; public byte Kind; }
            public struct Right { public byte Kind; public ushort Port; }
            [InlineArray(3)] public struct Three { private Right first; }
            """);

        Assert.Contains("[FieldOffset(64)] public Types.Inner_inner Nested;", changed);
        Assert.Contains("[FieldOffset(68)] public Three Several;", changed);
        Assert.Contains("[FieldOffset(80)] public Types.IntArray4Array2 Grid;", changed);
    }

    [Theory]
    [InlineData("public ulong All;", true)]
    [InlineData("private ushort all; public uint Low => all & 7u;", false)]
    public async Task Bit_fields_become_properties_unless_the_struct_has_its_own(string members, bool isLowNew)
    {
        var changed = await Fix(Types, $$"""
            [BpfGen.BpfStruct("with_bits")]
            public struct Bits
            {
                {{members}}
            }
            """);

        Assert.Equal(isLowNew, changed.Contains("readonly get => _bytes0To3 & 0x7u;"));
        Assert.Contains("readonly get => _bytes0To3 >> 3;", changed);
        Assert.Equal(!isLowNew, changed.Contains("private ushort all;"));
    }

    [Fact]
    public async Task A_private_field_that_another_part_of_the_struct_uses_stays() => Assert.Contains(
        "private ushort all;",
        await Fix(Types, """
            [BpfGen.BpfStruct("with_bits")]
            public partial struct Bits { private ushort all; }
            public partial struct Bits { public uint Low => all & 7u; }
            """));

    [Theory]
    [InlineData("Mine", "public ulong Class;", "public ulong Inner;")]
    [InlineData("Class", "public ulong Class_;", "public ulong Inner;")]
    [InlineData("Inner", "public ulong Class;", "public ulong inner;")]
    public async Task Members_whose_names_conflict_in_CSharp_get_names_that_compile(string name, params string[] expected)
    {
        var changed = await Fix(Types, $"[BpfGen.BpfStruct(\"struct Inner\")] public struct {name} {{ public byte A; }}\n");

        Assert.All(expected, field => Assert.Contains(field, changed));
    }

    [Theory]
    [InlineData("public struct Event { public ulong Number { get; set; } }")]
    [InlineData("public record struct Event(ulong Number);")]
    [InlineData("public partial struct Event { public ulong Number; } public partial struct Event { public ulong Length; }")]
    [InlineData("public struct Event {\n#if DEBUG\n public ulong Number;\n#endif\n public ulong Length; }")]
    public async Task A_struct_whose_fields_are_not_all_declarations_of_one_place_has_no_fix(string declaration)
    {
        using var project = new TestProject().WithProbe(Records).WithSource($"[BpfGen.BpfStruct(\"event\")] {declaration}");

        Assert.Null(await FixRun.Fix(project, new StructAnalyzer(), new MatchStructFix(), compiles: false));
    }

    [Fact]
    public void Code_for_the_fix_is_generated_only_for_structs_that_differ()
    {
        using var same = new TestProject().WithProbe(Records)
            .WithSource("[BpfGen.BpfStruct(\"event\")] public struct Event { public ulong Number; public uint Length; }");
        using var other = new TestProject().WithProbe(Records)
            .WithSource("[BpfGen.BpfStruct(\"event\")] public struct Event { public ulong Number; }");

        Assert.Null(same.Run().FileOrNull("BpfGen.ExpectedStructs.g.cs"));
        Assert.Contains("BpfGen.ExpectedStruct global::Event", other.Run().File("BpfGen.ExpectedStructs.g.cs"));
    }

    private static async Task<string> Fix(string probe, string source)
    {
        using var project = new TestProject().WithProbe(probe).WithSource(source.ReplaceLineEndings("\n"));
        Assert.Contains(project.Run().Errors, error => error.Id is "BPFGEN052" or "BPFGEN053");
        var changed = await FixRun.Fix(project, new StructAnalyzer(), new MatchStructFix(), compiles: false);
        Assert.NotNull(changed);

        using var again = new TestProject().WithProbe(probe).WithSource(changed);
        var run = again.Run();
        Assert.True(
            run.Errors.Count == 0,
            string.Join("\n", run.Errors.Select(error => error.GetMessage(CultureInfo.InvariantCulture))) + "\n" + changed);
        run.Compile();
        Assert.Empty(await FixRun.Analyze(again, new StructAnalyzer()));
        return changed;
    }
}
