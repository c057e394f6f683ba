using BpfGen.Generator.Tests.Support;
using Microsoft.CodeAnalysis;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>
/// A user's C# struct can take the place of a generated struct. The generator requires that it has the same layout as the struct in the
/// object.
/// </summary>
public sealed class UserStructTests
{
    [Fact]
    public void The_generated_class_uses_a_struct_with_the_attribute_BpfStruct()
    {
        var run = Run("""
            [BpfGen.BpfStruct("struct event")]
            public struct Event { public ulong Number; public uint Length; public byte Kind; }
            """);

        run.Compile();
        Assert.Empty(run.Errors);
        Assert.Contains("global::BpfGen.RingBuffer<global::Event> Events { get; }", run.Source);
        Assert.DoesNotContain("struct Event", run.Source);
    }

    [Theory]
    [InlineData("public ulong number; public uint length; public byte kind;")]
    [InlineData("private ulong a; public uint Length; private int b;")]
    public void Fields_may_use_C_or_CSharp_names_and_private_fields_may_replace_members(string fields) =>
        Assert.Empty(Run($"[BpfGen.BpfStruct(\"event\")] internal struct Event {{ {fields} }}").Errors);

    [Theory]
    [InlineData("public ulong Number; public ulong Length;", "it has 8 bytes, but event has 4 there")]
    [InlineData("public ulong Number; private uint padding; public uint Length;", "it is at offset 12, but event has it at 8")]
    [InlineData("public long Number; private ulong rest;", "it is a signed number, but event has an unsigned number there")]
    [InlineData("public double Number; private ulong rest;", "it is a floating-point number, but event has an unsigned number there")]
    [InlineData("public ulong Nmuber; private ulong rest;", "event has no member of this name. Did you mean 'number'?")]
    public void A_field_that_differs_from_the_member_of_the_object_is_an_error_at_the_field(string fields, string reason)
    {
        var run = Run($"[BpfGen.BpfStruct(\"event\")]\ninternal struct Event\n{{\n{fields} }}");

        var error = run.Only("BPFGEN053");
        Assert.EndsWith(": " + reason, error.GetMessage(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(3, error.Location.GetLineSpan().StartLinePosition.Line);
        Assert.Contains("global::BpfGen.RingBuffer<Types.Event>", run.Source);
    }

    [Theory]
    [InlineData("public byte Kind; public ushort Port;", null)]
    [InlineData("private byte a; public ushort Port;", null)]
    [InlineData("private uint all; public uint Everything => all;", null)]
    [InlineData("public uint OfAnotherName;", null)]
    [InlineData("public ushort Port; public byte Kind;", "in its field 'Port', it is at offset 0, but inner has it at 2")]
    [InlineData(
        "public sbyte Kind; public ushort Port;", "in its field 'Kind', it is a signed number, but inner has an unsigned number there")]
    public void Members_of_nested_structs_are_compared_if_their_names_match(string inner, string? reason)
    {
        var source = $$"""
            using System.Runtime.CompilerServices;
            using System.Runtime.InteropServices;
            [BpfGen.BpfStruct("outer")]
            [StructLayout(LayoutKind.Explicit, Size = 124)]
            internal struct Outer
            {
                {0}
            }
            internal struct Inner { {{inner}} }
            [InlineArray(3)] internal struct Three { private Inner first; }
            """;

        Check(source.Replace("{0}", "[FieldOffset(64)] public Inner Nested;"), reason);
        Check(source.Replace("{0}", "[FieldOffset(68)] public Three Several;"), reason is null ? null : "in its elements, " + reason);
    }

    [Theory]
    [InlineData("int", 8, null)]
    [InlineData("uint", 8, "in its elements, it is an unsigned number, but outer has a signed number there")]
    [InlineData("float", 8, "in its elements, it is a floating-point number, but outer has a signed number there")]
    [InlineData("byte", 32, null)]
    [InlineData("int", 7, "it has 28 bytes, but outer has 32 there")]
    public void Array_elements_are_compared_if_their_sizes_match(string element, int count, string? reason)
    {
        var start = "using System.Runtime.CompilerServices; using System.Runtime.InteropServices; [BpfGen.BpfStruct(\"outer\")] "
            + "[StructLayout(LayoutKind.Explicit, Size = 124)]";

        Check(
            $"{start} internal struct Outer {{ [FieldOffset(80)] public Many Grid; }} [InlineArray({count})] internal struct Many {{ "
                + $"private {element} first; }}",
            reason);
        Check($"{start} internal unsafe struct Outer {{ [FieldOffset(80)] public fixed {element} Grid[{count}]; }}", reason);
    }

    [Theory]
    [InlineData("internal struct Event { public ulong Number; }", "it has 8 bytes, but event has 16")]
    [InlineData(
        "[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)] internal struct Event { public "
            + "ulong Number; private ulong rest; }",
        "the offsets of its fields are unknown")]
    [InlineData("internal struct Event { public string Number; }", "it contains references")]
    [InlineData("internal struct Event<T> where T : unmanaged { public T Number; }", "it is generic")]
    public void A_user_struct_that_cannot_replace_the_struct_of_the_object_is_an_error(string declaration, string reason) =>
        Assert.Contains(reason, Run($"[BpfGen.BpfStruct(\"event\")] {declaration}").Message("BPFGEN052"));

    [Theory]
    [InlineData("public Sample.Records.Types.Sample Number;", "'Sample.Records.Types.Sample' of its field 'Number'")]
    [InlineData("public ulong Number; public Part Rest;", "'Records.Types.Sample' of its field 'Rest.Inner'")]
    public void The_message_names_a_field_whose_type_the_build_generates(string fields, string reason)
    {
        var message = Run($"[BpfGen.BpfStruct(\"event\")] internal struct Event {{ {fields} }} "
            + "internal struct Part { public Records.Types.Sample Inner; }").Message("BPFGEN052");

        Assert.Contains(reason, message);
        Assert.Contains("use the generated struct in place of 'Event'", message);
        Assert.DoesNotContain("references", message);
    }

    [Theory]
    [InlineData("records.o", "event", "public ulong Number;", "The first member without a field is 'length' at offset 8, of type __u32")]
    [InlineData("records.o", "event", "public uint Number;", "The first member that differs is 'number' at offset 0, of type __u64")]
    [InlineData("records.o", "event", "public uint Length;", "The first member without a field is 'number' at offset 0, of type __u64")]
    [InlineData("records.o", "sample", "public uint Number;", "The first member without a field is 'name' at offset 4, of type char[12]")]
    [InlineData("records.o", "struct event", "private uint a, b, c;", "member without a field is 'kind' at offset 12, of type __u8")]
    [InlineData("types.o", "outer", "public Tail Name; [System.Runtime.CompilerServices.InlineArray(57)] internal struct Tail { byte a; }",
        "The first member that differs is 'name' at offset 0, of type char[16]")]
    [InlineData("types.o", "outer", "private Most most; [System.Runtime.CompilerServices.InlineArray(57)] internal struct Most { byte a; }",
        "The first member without a field is 'nested' at offset 64, of type struct inner")]
    [InlineData("types.o", "outer", "private Most most; [System.Runtime.CompilerServices.InlineArray(56)] internal struct Most { byte a; }",
        "The first member without a field is 'address' at offset 56, of type void *")]
    [InlineData("types.o", "outer", "private Most most; [System.Runtime.CompilerServices.InlineArray(80)] internal struct Most { byte a; }",
        "The first member without a field is 'grid' at offset 80, of type int[2][4]")]
    public void A_wrong_size_names_the_first_member_that_is_missing_or_differs(string probe, string type, string fields, string reason)
    {
        var message = Run(
            $"[BpfGen.BpfStruct(\"{type}\")] internal struct Event {{ {fields} }}", (probe == "types.o" ? "btf/" : "types/") + probe)
            .Message("BPFGEN052");

        Assert.StartsWith($"Struct 'Event' does not match {probe}: it has ", message);
        Assert.EndsWith(reason, message);
    }

    [Fact]
    public void A_user_struct_for_a_struct_that_the_object_does_not_have_is_an_error() =>
        Assert.Contains(
            "Did you mean 'event'?",
            Run("[BpfGen.BpfStruct(\"struct evnt\")] internal struct Event { public ulong Number; }").Message("BPFGEN050"));

    [Fact]
    public void A_user_struct_requires_ObjectFile_if_several_objects_have_the_struct()
    {
        const string Struct = "internal struct Event { public ulong Number; private ulong rest; }";
        using var ambiguous = new TestProject().WithProbe("types/records.o")
            .WithProbe("btf/ring.o")
            .WithSource("[BpfGen.BpfStruct(\"event\")] " + Struct);
        using var resolved = new TestProject().WithProbe("types/records.o")
            .WithProbe("btf/ring.o")
            .WithSource("[BpfGen.BpfStruct(\"event\", ObjectFile = \"records.o\")] " + Struct);

        Assert.Contains("Name the object that has the struct: ObjectFile", ambiguous.Run().Message("BPFGEN052"));
        Assert.Empty(resolved.Run().Errors);
    }

    [Theory]
    [InlineData(
        "[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Explicit, Size = 16)]",
        "[System.Runtime.InteropServices.FieldOffset(8)] public uint Length;")]
    [InlineData(
        "[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Sequential, Pack = 1)]",
        "private ulong a; public uint Length; private Three b; private byte c; [System.Runtime.CompilerServices.InlineArray(3)] private "
            + "struct Three { private byte first; }")]
    [InlineData(
        "[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Sequential, Size = 16)]",
        "private System.DayOfWeek a; private int b; public uint Length;")]
    public void UserLayout_computes_struct_layouts_by_the_rules_of_NET(string layout, string fields) =>
        Assert.Empty(Run($"[BpfGen.BpfStruct(\"event\")] {layout} internal struct Event {{ {fields} }}").Errors);

    [Fact]
    public void Moving_a_BpfStruct_in_its_file_does_not_read_objects_again()
    {
        const string Source = "[BpfGen.BpfStruct(\"event\")] internal struct Event { public ulong Number; private ulong rest; }";
        using var project = new TestProject().WithProbe("types/records.o").WithSource(Source);
        var run = project.Run();
        var compilation = project.Compilation();

        var again = run.RunAgain(compilation.ReplaceSyntaxTree(
            compilation.SyntaxTrees[0], TestProject.Parse("\n\n" + Source, compilation.SyntaxTrees[0].FilePath)));

        Assert.Equal([IncrementalStepRunReason.Cached], again.Reasons(TrackingNames.Objects));
        Assert.Equal([IncrementalStepRunReason.Cached], again.Reasons(TrackingNames.Emissions));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_layout_of_a_type_from_another_assembly_is_read_from_the_metadata_of_the_assembly(bool isReferenceAssembly)
    {
        const string Library = """
            using System.Runtime.InteropServices;
            namespace Shared
            {
                [StructLayout(LayoutKind.Explicit, Size = 12)] public struct Rest { [FieldOffset(8)] private uint hidden; }
                [StructLayout(LayoutKind.Sequential, Pack = 1)] public struct Packed { public byte Kind; private uint number; }
            }
            """;
        const string Fields = "public ulong Number; public uint Length; private byte kind;";

        // Without its layout attribute, Rest would have 4 bytes. Without Pack = 1, Packed would have 8 bytes.
        AssertStruct($"internal struct Event {{ {Fields} }} ", null);
        AssertStruct(
            "internal struct Event { private Shared.Packed a; private byte b; private ushort c; public uint Length; private uint d; }",
            null);
        AssertStruct("[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Sequential, Pack = 4)] "
            + "internal struct Event { public Shared.Rest Length; private uint a; }",
            "it is at offset 0, but event has it at 8");

        void AssertStruct(string declaration, string? reason)
        {
            using var project = new TestProject().WithProbe("types/records.o").WithLibrary(Library, isReferenceAssembly)
                .WithSource("[BpfGen.BpfStruct(\"event\")] " + declaration);
            var run = project.Run();
            Assert.Equal(reason is null ? 0 : 1, run.Errors.Count);
            if (reason is not null)
            {
                Assert.EndsWith(": " + reason, run.Message("BPFGEN053"));
            }
        }
    }

    [Fact]
    public void The_size_of_Guid_is_known_although_the_reference_assembly_hides_its_fields() => Assert.EndsWith(
        ": it has 16 bytes, but event has 4 there",
        Run("[BpfGen.BpfStruct(\"event\")] "
            + "[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Explicit, Size = 16)] internal "
            + "struct Event { [System.Runtime.InteropServices.FieldOffset(8)] public System.Guid Length; }")
            .Messages("BPFGEN053")[0]);

    private static void Check(string source, string? reason)
    {
        var run = Run(source, "btf/types.o");
        if (reason is null)
        {
            Assert.Empty(run.Errors);
        }
        else
        {
            Assert.EndsWith(": " + reason, run.Message("BPFGEN053"));
        }
    }

    private static GeneratorRun Run(string source, string probe = "types/records.o")
    {
        using var project = new TestProject().WithProbe(probe).WithSource(source);
        return project.Run();
    }
}
