using System.Linq;
using BpfGen.Generator.Model;
using BpfGen.Generator.Tests.Support;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>Functions that programs call are appended to each program that does, once, and the calls say how far away they are.</summary>
public sealed class SubprogramTests
{
    [Fact]
    public void A_program_has_the_functions_it_calls_behind_its_own_code()
    {
        var programs = Linked.Probe("subprograms.o").Programs.ToDictionary(program => program.Name);

        // store_packet calls store_length, which calls store, which calls twice; store_constant starts at store.
        Assert.True(programs["store_packet"].Instructions.Count > programs["store_constant"].Instructions.Count);
        Assert.All(programs.Values, program => Assert.Single(program.MapReferences));
    }

    [Fact]
    public void A_call_says_how_many_instructions_away_its_target_is()
    {
        // main: call helper; exit. helper: exit.
        var program = Link(main: [Call(-1), Exit], helper: [Exit], relocate: "helper");

        Assert.Equal([Call(1), Exit, Exit], program.Instructions);
    }

    [Fact]
    public void A_call_against_the_section_says_where_in_it()
    {
        // .text: exit; helper: exit. The immediate counts instructions from the start of the section, less one.
        var builder = new ElfBuilder()
            .WithSection(".text", Bytes(Exit, Exit), executable: true)
            .WithSymbol("first", ".text", ElfBuilder.Function, 0, 8).WithSymbol("second", ".text", ElfBuilder.Function, 8, 8)
            .WithSymbol("", ".text", ElfBuilder.SectionSymbol, 0, 0)
            .WithSection("socket", Bytes(Call(0), Exit), executable: true).WithSymbol("main", "socket", ElfBuilder.Function)
            .WithRelocation("socket", 0, "", type: 10);

        Assert.Equal([Call(1), Exit, Exit], Assert.Single(Linked.Object(builder.Build()).Programs).Instructions);
    }

    [Fact]
    public void A_function_that_calls_itself_is_there_once()
    {
        var program = Link(main: [Call(-1), Exit], helper: [Call(-1), Exit], relocate: "helper");

        Assert.Equal([Call(1), Exit, Call(-1), Exit], program.Instructions);
    }

    [Fact]
    public void The_address_of_a_function_is_marked_as_one()
    {
        var program = Link(main: [0x18, 0, Exit], helper: [Exit], relocate: "helper", type: 1);

        Assert.Equal([0x0000000200004018ul, 0, Exit, Exit], program.Instructions);
    }

    [Fact]
    public void A_call_into_the_middle_of_a_function_is_an_error()
    {
        var builder = new ElfBuilder()
            .WithSection(".text", Bytes(Exit, Exit), executable: true).WithSymbol("helper", ".text", ElfBuilder.Function)
            .WithSection("socket", Bytes(Call(0), Exit), executable: true).WithSymbol("main", "socket", ElfBuilder.Function)
            .WithRelocation("socket", 0, "helper", type: 10);
        using var project = new TestProject().WithObject("probe.o", builder.Build());

        Assert.Contains("no function begins at offset 8 of section '.text'", project.Run().Message("BPFGEN012"));
    }

    [Fact]
    public void Calls_nested_without_end_do_not_overflow_anything()
    {
        var code = Enumerable.Range(0, 50_000).SelectMany(_ => Bytes(Call(0))).Concat(Bytes(Exit)).ToArray();
        var builder = new ElfBuilder().WithSection(".text", code, executable: true);
        for (var i = 0ul; i <= 50_000; i++)
        {
            builder.WithSymbol("f" + i, ".text", ElfBuilder.Function, i * 8, 8);
        }

        builder.WithSection("socket", Bytes(Call(-1), Exit), executable: true).WithSymbol("main", "socket", ElfBuilder.Function).WithRelocation("socket", 0, "f0", type: 10);

        Assert.Equal(50_003, Assert.Single(Linked.Object(builder.Build()).Programs).Instructions.Count);
    }

    private const ulong Exit = 0x95;

    private static ulong Call(int immediate) => ((ulong)(uint)immediate << 32) | 0x1085;

    private static byte[] Bytes(params ulong[] instructions) => [.. instructions.SelectMany(System.BitConverter.GetBytes)];

    private static ProgramModel Link(ulong[] main, ulong[] helper, string relocate, uint type = 10)
    {
        var builder = new ElfBuilder()
            .WithSection(".text", Bytes(helper), executable: true).WithSymbol("helper", ".text", ElfBuilder.Function)
            .WithSection("socket", Bytes(main), executable: true).WithSymbol("main", "socket", ElfBuilder.Function)
            .WithRelocation("socket", 0, relocate, type);
        return Assert.Single(Linked.Object(builder.Build()).Programs);
    }
}
