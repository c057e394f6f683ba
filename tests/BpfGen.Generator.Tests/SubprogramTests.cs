using System.Linq;
using BpfGen.Generator.Model;
using BpfGen.Generator.Tests.Support;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>Functions that programs call are part of each program that does, once, and the calls say how far away they are.</summary>
public sealed class SubprogramTests
{
    [Fact]
    public void A_program_has_the_functions_it_calls_behind_its_own_code()
    {
        var model = Linked.Probe("subprograms.o");
        var functions = model.Programs.ToDictionary(program => program.Name, program => program.Functions.Select(index => model.Functions[index].Name));

        // store_packet calls store_length, which calls store, which calls twice; store_constant starts at store.
        Assert.Equal(["store_packet", "store_length", "store", "twice"], functions["store_packet"]);
        Assert.Equal(["store_constant", "store", "twice"], functions["store_constant"]);
    }

    [Fact]
    public void A_function_that_several_programs_call_is_in_the_object_once()
    {
        var model = Linked.Probe("subprograms.o");

        Assert.Single(model.Functions, function => function.Name == "store");
    }

    [Fact]
    public void A_call_says_how_many_instructions_away_its_target_is()
    {
        // main: call helper; exit. helper: exit.
        var model = Link(main: [Call(-1), Exit], helper: [Exit], relocate: "helper");

        Assert.Equal([Call(1), Exit, Exit], Assembled.Instructions(model));
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

        Assert.Equal([Call(1), Exit, Exit], Assembled.Instructions(Linked.Object(builder.Build())));
    }

    [Fact]
    public void A_function_that_calls_itself_is_there_once()
    {
        var model = Link(main: [Call(-1), Exit], helper: [Call(-1), Exit], relocate: "helper");

        Assert.Equal([Call(1), Exit, Call(-1), Exit], Assembled.Instructions(model));
    }

    [Fact]
    public void The_address_of_a_function_is_marked_as_one()
    {
        var model = Link(main: [0x18, 0, Exit], helper: [Exit], relocate: "helper", type: 1);

        Assert.Equal([0x0000000200004018ul, 0, Exit, Exit], Assembled.Instructions(model));
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
    public void Functions_stand_in_the_order_in_which_a_walk_along_the_calls_meets_them()
    {
        // main calls a and then b; a calls c. Each function begins with a number of its own.
        var builder = new ElfBuilder()
            .WithSection(".text", Bytes(Number(0xa), Call(-1), Exit, Number(0xb), Exit, Number(0xc), Exit), executable: true)
            .WithSymbol("a", ".text", ElfBuilder.Function, 0, 24).WithSymbol("b", ".text", ElfBuilder.Function, 24, 16).WithSymbol("c", ".text", ElfBuilder.Function, 40, 16)
            .WithSection("socket", Bytes(Call(-1), Call(-1), Exit), executable: true).WithSymbol("main", "socket", ElfBuilder.Function)
            .WithRelocation(".text", 8, "c", type: 10)
            .WithRelocation("socket", 0, "a", type: 10).WithRelocation("socket", 8, "b", type: 10);

        var model = Linked.Object(builder.Build());

        Assert.Equal([Call(2), Call(6), Exit, Number(0xa), Call(1), Exit, Number(0xc), Exit, Number(0xb), Exit], Assembled.Instructions(model));
    }

    [Fact]
    public void What_an_overridden_weak_function_refers_to_does_not_matter()
    {
        // The first instruction of .text belongs to no function any more, and its relocation leads nowhere.
        var builder = new ElfBuilder()
            .WithSection(".text", Bytes(Call(-1), Exit), executable: true)
            .WithSymbol("helper", ".text", ElfBuilder.Function, 8, 8).WithSymbol("gone", "", ElfBuilder.Function)
            .WithRelocation(".text", 0, "gone", type: 10)
            .WithSection("socket", Bytes(Call(-1), Exit), executable: true).WithSymbol("main", "socket", ElfBuilder.Function)
            .WithRelocation("socket", 0, "helper", type: 10);

        Assert.Equal([Call(1), Exit, Exit], Assembled.Instructions(Linked.Object(builder.Build())));
    }

    [Fact]
    public void A_call_of_a_program_is_an_error()
    {
        var builder = new ElfBuilder()
            .WithSection("xdp", Bytes(Exit), executable: true).WithSymbol("other", "xdp", ElfBuilder.Function)
            .WithSection("socket", Bytes(Call(-1), Exit), executable: true).WithSymbol("main", "socket", ElfBuilder.Function)
            .WithRelocation("socket", 0, "other", type: 10);
        using var project = new TestProject().WithObject("probe.o", builder.Build());

        Assert.Contains("function 'other', which is a program in section 'xdp'", project.Run().Message("BPFGEN012"));
    }

    [Fact]
    public void A_static_function_in_a_programs_section_is_an_error()
    {
        var builder = new ElfBuilder().WithSection("socket", Bytes(Exit), executable: true).WithSymbol("main", "socket", ElfBuilder.Function, isLocal: true);
        using var project = new TestProject().WithObject("probe.o", builder.Build());

        Assert.Contains("Function 'main' in section 'socket' is static", project.Run().Message("BPFGEN030"));
    }

    [Fact]
    public void The_function_that_runs_when_a_program_throws_stands_behind_all_that_are_called()
    {
        var model = Linked.Probe("linking/linked-functions.o");
        var program = model.Programs.Single(program => program.Name == "with_callback");

        // In the order in which they stand: the program, third, step, and the callback with its two instructions.
        Assert.Equal([0, 3, 7, 16], Assembled.Starts(model, program));
        Assert.Equal(18, program.InstructionCount);
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

        Assert.Equal(50_003, Assembled.Instructions(Linked.Object(builder.Build())).Length);
    }

    private const ulong Exit = 0x95;

    private static ulong Number(uint number) => ((ulong)number << 32) | 0xb7;

    private static ulong Call(int immediate) => ((ulong)(uint)immediate << 32) | 0x1085;

    private static byte[] Bytes(params ulong[] instructions) => [.. instructions.SelectMany(System.BitConverter.GetBytes)];

    private static ObjectModel Link(ulong[] main, ulong[] helper, string relocate, uint type = 10)
    {
        var builder = new ElfBuilder()
            .WithSection(".text", Bytes(helper), executable: true).WithSymbol("helper", ".text", ElfBuilder.Function)
            .WithSection("socket", Bytes(main), executable: true).WithSymbol("main", "socket", ElfBuilder.Function)
            .WithRelocation("socket", 0, relocate, type);
        return Linked.Object(builder.Build());
    }
}
