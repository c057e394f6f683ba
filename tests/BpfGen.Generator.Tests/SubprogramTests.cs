using System;
using System.Linq;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Model;
using BpfGen.Generator.Tests.Support;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>
/// A program contains each function that it calls exactly once. Each call instruction contains the distance to the called function.
/// </summary>
public sealed class SubprogramTests
{
    [Fact]
    public void Called_functions_are_placed_after_the_code_of_the_program()
    {
        var model = Linked.Probe("subprograms.o");
        var functions = model.Programs.ToDictionary(
            program => program.Name, program => program.Functions.Select(index => model.Functions[index].Name));

        // store_packet calls store_length. store_length calls store, and store calls twice. store_constant calls store.
        Assert.Equal(["store_packet", "store_length", "store", "twice"], functions["store_packet"]);
        Assert.Equal(["store_constant", "store", "twice"], functions["store_constant"]);
    }

    [Fact]
    public void A_function_that_several_programs_call_is_stored_once()
    {
        var model = Linked.Probe("subprograms.o");

        Assert.Single(model.Functions, function => function.Name == "store");
    }

    [Fact]
    public void A_call_holds_the_distance_to_its_target_in_instructions()
    {
        // The program has two instructions: a call of the function helper, and exit. The function helper has only exit.
        var model = Link(main: [Call(-1), Exit], helper: [Exit], relocate: "helper");

        Assert.Equal([Call(1), Exit, Exit], Assembled.Instructions(model));
    }

    [Fact]
    public void A_call_whose_relocation_refers_to_a_section_gets_its_target_from_the_immediate()
    {
        // .text holds two functions, each with one exit instruction. The immediate is the index of the target instruction in the section,
        // minus one.
        var builder = new ElfBuilder()
            .WithSection(".text", Bytes(Exit, Exit), executable: true)
            .WithSymbol("first", ".text", ElfBuilder.Function, 0, 8).WithSymbol("second", ".text", ElfBuilder.Function, 8, 8)
            .WithSymbol("", ".text", ElfBuilder.SectionSymbol, 0, 0)
            .WithSection("socket", Bytes(Call(0), Exit), executable: true).WithSymbol("main", "socket", ElfBuilder.Function)
            .WithRelocation("socket", 0, "", type: 10);

        Assert.Equal([Call(1), Exit, Exit], Assembled.Instructions(Linked.Object(builder.Build())));
    }

    [Fact]
    public void An_instruction_with_two_relocations_is_an_error()
    {
        var (_, problems) = Linked.Try(CallOfHelper().WithRelocation("socket", 0, "helper", type: 10).Build());

        Assert.Contains(problems, problem =>
            problem.Rule == Rules.UnresolvedRelocation && problem.Message.Contains("more than one relocation", StringComparison.Ordinal));
    }

    [Fact]
    public void A_relocation_after_the_end_of_its_section_is_an_error()
    {
        var (_, problems) = Linked.Try(CallOfHelper().WithRelocation("socket", 16, "helper", type: 10).Build());

        Assert.Contains(problems, problem =>
            problem.Rule == Rules.Malformed && problem.Message.Contains("offset 16 of section 'socket'", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0x0000_0001_0000_1085, true)]
    [InlineData(0x95, false)]
    public void A_relocation_without_a_type_is_an_error_only_if_the_instruction_refers_to_a_symbol(ulong instruction, bool isError)
    {
        var builder = new ElfBuilder()
            .WithSection("socket", Bytes(instruction, Exit, Exit), executable: true).WithSymbol("main", "socket", ElfBuilder.Function)
            .WithRelocation("socket", 0, "main", type: 0);

        var (_, problems) = Linked.Try(builder.Build());

        Assert.Equal(isError, problems.Any(problem => problem.Rule == Rules.UnknownRelocation));
    }

    [Fact]
    public void A_call_with_a_value_in_an_unused_field_cannot_have_a_relocation()
    {
        const ulong OffsetOfOne = 0x1_0000;
        var (_, problems) = Linked.Try(CallOfHelper(Call(-1) | OffsetOfOne).Build());

        Assert.Contains(problems, problem => problem.Rule == Rules.UnresolvedRelocation);
    }

    [Fact]
    public void A_program_includes_a_recursive_function_only_once()
    {
        var model = Link(main: [Call(-1), Exit], helper: [Call(-1), Exit], relocate: "helper");

        Assert.Equal([Call(1), Exit, Call(-1), Exit], Assembled.Instructions(model));
    }

    [Fact]
    public void The_address_of_a_function_is_loaded_with_BPF_PSEUDO_FUNC()
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
    public void The_functions_of_a_program_are_in_depth_first_order_of_the_calls()
    {
        // main calls a and then b; a calls c. Each function starts by loading a different number.
        var builder = new ElfBuilder()
            .WithSection(".text", Bytes(Number(0xa), Call(-1), Exit, Number(0xb), Exit, Number(0xc), Exit), executable: true)
            .WithSymbol("a", ".text", ElfBuilder.Function, 0, 24).WithSymbol("b", ".text", ElfBuilder.Function, 24, 16)
            .WithSymbol("c", ".text", ElfBuilder.Function, 40, 16)
            .WithSection("socket", Bytes(Call(-1), Call(-1), Exit), executable: true).WithSymbol("main", "socket", ElfBuilder.Function)
            .WithRelocation(".text", 8, "c", type: 10)
            .WithRelocation("socket", 0, "a", type: 10).WithRelocation("socket", 8, "b", type: 10);

        var model = Linked.Object(builder.Build());

        Assert.Equal(
            [Call(2), Call(6), Exit, Number(0xa), Call(1), Exit, Number(0xc), Exit, Number(0xb), Exit], Assembled.Instructions(model));
    }

    [Fact]
    public void Relocations_of_an_overridden_weak_function_are_ignored()
    {
        // The first instruction of .text belonged to a weak function that another definition overrides. So the instruction is in no
        // function, and its relocation has no target.
        var builder = new ElfBuilder()
            .WithSection(".text", Bytes(Call(-1), Exit), executable: true)
            .WithSymbol("helper", ".text", ElfBuilder.Function, 8, 8).WithSymbol("gone", "", ElfBuilder.Function)
            .WithRelocation(".text", 0, "gone", type: 10)
            .WithSection("socket", Bytes(Call(-1), Exit), executable: true).WithSymbol("main", "socket", ElfBuilder.Function)
            .WithRelocation("socket", 0, "helper", type: 10);

        Assert.Equal([Call(1), Exit, Exit], Assembled.Instructions(Linked.Object(builder.Build())));
    }

    [Fact]
    public void A_program_can_call_another_program()
    {
        var builder = new ElfBuilder()
            .WithSection("xdp", Bytes(Exit), executable: true).WithSymbol("other", "xdp", ElfBuilder.Function)
            .WithSection("socket", Bytes(Call(-1), Exit), executable: true).WithSymbol("main", "socket", ElfBuilder.Function)
            .WithRelocation("socket", 0, "other", type: 10);

        var model = Linked.Object(builder.Build());

        Assert.Equal(["other", "main"], model.Programs.Select(program => program.Name));
        Assert.Equal([1, 2], model.Programs.Select(program => program.Functions.Count));
    }

    [Fact]
    public void A_static_function_that_is_called_is_a_subprogram_in_any_section()
    {
        var builder = new ElfBuilder()
            .WithSection("xdp", Bytes(Exit), executable: true).WithSymbol("other", "xdp", ElfBuilder.Function, isLocal: true)
            .WithSection("socket", Bytes(Call(-1), Exit), executable: true).WithSymbol("main", "socket", ElfBuilder.Function)
            .WithRelocation("socket", 0, "other", type: 10);

        Assert.Equal(["main"], Linked.Object(builder.Build()).Programs.Select(program => program.Name));
    }

    [Fact]
    public void A_static_function_that_is_not_called_is_a_program_and_is_reported()
    {
        var builder = new ElfBuilder().WithSection("socket", Bytes(Exit), executable: true)
            .WithSymbol("main", "socket", ElfBuilder.Function, isLocal: true);
        using var project = new TestProject().WithObject("probe.o", builder.Build());

        var run = project.Run();

        Assert.Contains("Function 'main' in section 'socket' is static", run.Message("BPFGEN030"));
        Assert.Empty(run.Errors);
    }

    [Fact]
    public void The_exception_callback_is_placed_after_all_called_functions()
    {
        var model = Linked.Probe("linking/linked-functions.o");
        var program = model.Programs.Single(program => program.Name == "with_callback");

        // The order of the functions is: the main function, third, step, and the exception callback, which has two instructions.
        Assert.Equal([0, 3, 7, 16], Assembled.Starts(model, program));
        Assert.Equal(18, program.InstructionCount);
    }

    [Fact]
    public void Linking_deeply_nested_calls_does_not_overflow_the_stack()
    {
        var code = Enumerable.Range(0, 50_000).SelectMany(_ => Bytes(Call(0))).Concat(Bytes(Exit)).ToArray();
        var builder = new ElfBuilder().WithSection(".text", code, executable: true);
        for (var i = 0ul; i <= 50_000; i++)
        {
            builder.WithSymbol("f" + i, ".text", ElfBuilder.Function, i * 8, 8);
        }

        builder.WithSection("socket", Bytes(Call(-1), Exit), executable: true)
            .WithSymbol("main", "socket", ElfBuilder.Function)
            .WithRelocation("socket", 0, "f0", type: 10);

        Assert.Equal(50_003, Assembled.Instructions(Linked.Object(builder.Build())).Length);
    }

    private const ulong Exit = 0x95;

    private static ulong Number(uint number) => ((ulong)number << 32) | 0xb7;

    private static ulong Call(int immediate) => ((ulong)(uint)immediate << 32) | 0x1085;

    private static byte[] Bytes(params ulong[] instructions) => [.. instructions.SelectMany(System.BitConverter.GetBytes)];

    /// <summary>An object whose program calls a function.</summary>
    private static ElfBuilder CallOfHelper(ulong? call = null) => new ElfBuilder()
        .WithSection(".text", Bytes(Exit), executable: true).WithSymbol("helper", ".text", ElfBuilder.Function)
        .WithSection("socket", Bytes(call ?? Call(-1), Exit), executable: true).WithSymbol("main", "socket", ElfBuilder.Function)
        .WithRelocation("socket", 0, "helper", type: 10);

    private static ObjectModel Link(ulong[] main, ulong[] helper, string relocate, uint type = 10)
    {
        var builder = new ElfBuilder()
            .WithSection(".text", Bytes(helper), executable: true).WithSymbol("helper", ".text", ElfBuilder.Function)
            .WithSection("socket", Bytes(main), executable: true).WithSymbol("main", "socket", ElfBuilder.Function)
            .WithRelocation("socket", 0, relocate, type);
        return Linked.Object(builder.Build());
    }
}
