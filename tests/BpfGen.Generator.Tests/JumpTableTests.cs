using System;
using System.Linq;
using BpfGen.Generator.Model;
using BpfGen.Generator.Tests.Support;
using BpfGen.Wire;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>
/// A jump table in an object contains offsets of instructions in a section. The generator converts the offsets to instruction indexes in
/// the function. The loader converts these indexes to instruction indexes in the program.
/// </summary>
public sealed class JumpTableTests
{
    private const ulong Exit = 0x95;
    private const ulong Load = 0x18;
    private const ulong IndirectJump = 0x0d;

    [Fact]
    public void Jump_targets_become_instruction_indexes_in_the_function()
    {
        var function = Assert.Single(Linked.Object(Switch(table: [24, 32]).Build()).Functions);

        var table = Assert.Single(function.JumpTables);
        Assert.Equal("cases", table.Name);
        Assert.Equal([3, 4], table.Targets);
        Assert.Equal([new Relocation(0, RelocationKind.JumpTable, 0)], function.Relocations);
        Assert.Equal([Load, 0, IndirectJump, Exit, Exit], function.Instructions);
    }

    [Fact]
    public void Jump_targets_in_a_big_endian_object_are_read_correctly()
    {
        var builder = new ElfBuilder(littleEndian: false)
            .WithSection("socket", ElfBuilder.Code(0x18, 0, 0x0d, 0x95), executable: true).WithSymbol("main", "socket", ElfBuilder.Function)
            .WithSection(".jumptables", [0, 0, 0, 0, 0, 0, 0, 24]).WithSymbol("cases", ".jumptables", ElfBuilder.Object)
            .WithRelocation("socket", 0, "cases");

        Assert.Equal([3], Assert.Single(Assert.Single(Linked.Object(builder.Build()).Functions).JumpTables).Targets);
    }

    [Fact]
    public void A_jump_table_that_is_used_twice_is_stored_once()
    {
        var builder = Object([Load, 0, Load, 0, IndirectJump, Exit], [40]).WithRelocation("socket", 0, "cases")
            .WithRelocation("socket", 16, "cases");

        var function = Assert.Single(Linked.Object(builder.Build()).Functions);

        Assert.Single(function.JumpTables);
        Assert.Equal([0, 0], function.Relocations.Select(relocation => relocation.Index));
    }

    [Fact]
    public void Jump_targets_count_from_the_start_of_the_function()
    {
        var builder = new ElfBuilder()
            .WithSection(".text", Bytes(Exit, Load, 0, IndirectJump, Exit), executable: true)
            .WithSymbol("first", ".text", ElfBuilder.Function, 0, 8).WithSymbol("jumps", ".text", ElfBuilder.Function, 8, 32)
            .WithSection("socket", Bytes(Call, Exit), executable: true).WithSymbol("main", "socket", ElfBuilder.Function)
            .WithSection(".jumptables", Bytes(32)).WithSymbol("cases", ".jumptables", ElfBuilder.Object)
            .WithRelocation(".text", 8, "cases").WithRelocation("socket", 0, "jumps", type: 10);

        var jumps = Linked.Object(builder.Build()).Functions.Single(function => function.Name == "jumps");

        Assert.Equal([3], Assert.Single(jumps.JumpTables).Targets);
    }

    [Fact]
    public void A_function_without_indirect_jumps_has_no_jump_tables()
    {
        var builder = Switch(table: [24, 32]).WithProgram("other", "xdp");

        Assert.Empty(Linked.Object(builder.Build()).Functions.Single(function => function.Name == "other").JumpTables);
    }

    [Fact]
    public void A_load_instruction_keeps_the_offset_of_its_entry_in_the_jump_table()
    {
        var builder = Object([Load | (8ul << 32), 0, IndirectJump, Exit, Exit], [24, 32]).WithRelocation("socket", 0, "cases");

        Assert.Equal([Load, 8ul << 32, IndirectJump, Exit, Exit], Assert.Single(Linked.Object(builder.Build()).Functions).Instructions);
    }

    [Fact]
    public void A_jump_target_in_another_function_is_not_an_error_of_the_generator()
    {
        var builder = Switch(table: [24, 800]);

        Assert.Equal([3, 100], Assert.Single(Assert.Single(Linked.Object(builder.Build()).Functions).JumpTables).Targets);
    }

    [Theory]
    [InlineData(25ul)]
    [InlineData(8_000_000ul)]
    [InlineData(ulong.MaxValue - 7)]
    public void A_jump_target_at_an_impossible_instruction_offset_is_an_error(ulong target)
    {
        using var project = new TestProject().WithObject("probe.o", Switch(table: [24, target]).Build());

        Assert.Contains($"jump table 'cases' leads to offset {target} of the section", project.Run().Message("BPFGEN019"));
    }

    [Theory]
    [InlineData(0ul, 0ul, "its symbol has no size")]
    [InlineData(8ul, 16ul, "its 16 bytes at offset 8 do not fit into the section, which has 16 bytes")]
    [InlineData(ulong.MaxValue, 8ul, "do not fit into the section")]
    [InlineData(0ul, 12ul, "are not whole entries of 8 bytes")]
    [InlineData(4ul, 8ul, "are not whole entries of 8 bytes")]
    public void A_malformed_jump_table_symbol_is_an_error(ulong offset, ulong size, string flaw)
    {
        var builder = Code([Load, 0, IndirectJump, Exit]).WithSection(".jumptables", Bytes(24, 24))
            .WithSymbol("cases", ".jumptables", ElfBuilder.Object, offset, size).WithRelocation("socket", 0, "cases");
        using var project = new TestProject().WithObject("probe.o", builder.Build());

        Assert.Contains(flaw, project.Run().Message("BPFGEN012"));
    }

    [Fact]
    public void A_reference_to_a_variable_in_an_unknown_section_is_an_error()
    {
        var builder = Code([Load, 0, Exit]).WithSection("totals", new byte[8])
            .WithSymbol("total", "totals", ElfBuilder.Object)
            .WithRelocation("socket", 0, "total");
        using var project = new TestProject().WithObject("probe.o", builder.Build());

        Assert.Contains("'total' is in section 'totals', which holds neither maps nor variables", project.Run().Message("BPFGEN012"));
    }

    [Fact]
    public void The_generated_code_contains_the_jump_tables()
    {
        using var project = new TestProject().WithObject("probe.o", Switch(table: [24, 32]).WithLicense().Build());

        var run = project.Run();

        run.Compile();
        Assert.Contains("jumpTables: ProgramCode.JumpTables);", run.Source);
        Assert.Matches(@"2, // cases\s+3, 4,\s", run.Source);
        Assert.Contains("0u, 5u, 0u, // cases", run.Source);
    }

    private const ulong Call = 0xffffffff00001085;

    private static ElfBuilder Switch(ulong[] table) =>
        Object([Load, 0, IndirectJump, Exit, Exit], table).WithRelocation("socket", 0, "cases");

    private static ElfBuilder Object(ulong[] code, ulong[] table) =>
        Code(code).WithSection(".jumptables", Bytes(table)).WithSymbol("cases", ".jumptables", ElfBuilder.Object);

    private static ElfBuilder Code(ulong[] code) =>
        new ElfBuilder().WithSection("socket", Bytes(code), executable: true).WithSymbol("main", "socket", ElfBuilder.Function);

    private static byte[] Bytes(params ulong[] numbers) => [.. numbers.SelectMany(BitConverter.GetBytes)];
}
