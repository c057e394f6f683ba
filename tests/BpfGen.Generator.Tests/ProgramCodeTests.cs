extern alias runtime;

using System;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Emission;
using Xunit;
using runtime::BpfGen.Loading;

namespace BpfGen.Generator.Tests;

/// <summary>
/// The loader assembles a program from the object's functions. The object in these tests has three functions, with two, three and one
/// instructions.
/// </summary>
public sealed class ProgramCodeTests
{
    private static readonly ulong[] Instructions = [10, 11, 20, 21, 22, 30];

    [Fact]
    public void A_program_contains_its_functions_in_the_requested_order()
    {
        var program = Assemble(Code(types: [1, 2, 3]), [2, 0]);

        Assert.Equal([30ul, 10ul, 11ul], program.Instructions.ToArray());
        Assert.Equal((0, 1), (program.StartOf(2), program.StartOf(0)));
    }

    [Fact]
    public void Function_information_contains_the_start_and_the_type_of_each_function()
    {
        var program = Assemble(Code(types: [7, 8, 9]), [2, 1]);

        Assert.Equal([0u, 9u, 1u, 8u], program.Information.Functions.ToArray());
    }

    [Fact]
    public void A_program_whose_main_function_has_no_type_has_no_function_information()
    {
        var program = Assemble(Code(types: [7, 8, 0]), [2, 1]);

        Assert.Empty(program.Information.Functions.ToArray());
    }

    [Fact]
    public void Line_records_of_a_program_count_from_the_start_of_the_program()
    {
        var lines = Packed([0, 1, 1, 1], [0, 2, 2, 2, 2, 2, 2, 2], [0, 3, 3, 3]);

        var program = Assemble(Code([1, 2, 3], lines), [2, 1]);

        Assert.Equal([0u, 3, 3, 3, 1, 2, 2, 2, 3, 2, 2, 2], program.Information.Lines.ToArray());
    }

    [Fact]
    public void A_program_with_a_function_without_lines_has_no_line_information()
    {
        var lines = Packed([0, 1, 1, 1], [], [0, 3, 3, 3]);

        Assert.Empty(Assemble(Code([1, 2, 3], lines), [2, 1]).Information.Lines.ToArray());
        Assert.Equal(8, Assemble(Code([1, 2, 3], lines), [2, 0]).Information.Lines.Length);
    }

    [Fact]
    public void CO_RE_relocations_of_a_program_have_offsets_in_bytes()
    {
        var packer = new RecordPacker(BitConverter.IsLittleEndian);
        packer.Add([8, 5, 6, 7], start: 2 * 8);

        var code = new ObjectCode(Instructions, [0, 1, 2, 2, 5, 3], [], coreRelocations: packer.ToWords().AsSpan());

        Assert.Equal([16u, 5, 6, 7], Assemble(code, [2, 1]).Information.CoreRelocations.ToArray());
    }

    [Fact]
    public void Assembling_a_second_program_removes_the_code_of_the_first()
    {
        var code = Code([7, 8, 9], Packed([0, 1, 1, 1], [0, 2, 2, 2], [0, 3, 3, 3]));
        var program = Assemble(code, [0, 1]);

        program.Assemble(code, [2]);

        Assert.Equal([30ul], program.Instructions.ToArray());
        Assert.Equal([0u, 9u], program.Information.Functions.ToArray());
        Assert.Equal([0u, 3, 3, 3], program.Information.Lines.ToArray());
    }

    [Fact]
    public void A_function_that_is_not_in_the_program_has_no_start()
    {
        var code = Code([7, 8, 9]);
        var program = Assemble(code, [0, 1, 2]);
        program.Assemble(code, [2, 0]);

        Assert.Equal((1, 0), (program.StartOf(0), program.StartOf(2)));
        var exception = Assert.Throws<InvalidOperationException>(() => program.StartOf(1));
        Assert.Contains("function 1, which is not in the program's list", exception.Message);
    }

    private static ObjectCode Code(uint[] types, EquatableArray<ulong> lines = default) =>
        new(Instructions, (uint[])[0, types[0], 2, types[1], 5, types[2]], [], lines.AsSpan());

    private static ProgramCode Assemble(ObjectCode code, int[] functions)
    {
        var program = new ProgramCode(new LoadMemory());
        program.Assemble(code, functions);
        return program;
    }

    private static EquatableArray<ulong> Packed(EquatableArray<uint> first, EquatableArray<uint> second, EquatableArray<uint> third)
    {
        var packer = new RecordPacker(BitConverter.IsLittleEndian);
        packer.Add(first, start: 0);
        packer.Add(second, start: 2);
        packer.Add(third, start: 5);
        return packer.ToWords();
    }
}
