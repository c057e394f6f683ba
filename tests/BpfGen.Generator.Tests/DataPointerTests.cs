using System.Linq;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Tests.Support;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>Addresses in the initial values of global variables, which the kernel cannot relocate.</summary>
public sealed class DataPointerTests
{
    private const uint Absolute64 = 2;

    [Theory]
    [InlineData(".data")]
    [InlineData(".rodata")]
    [InlineData(".data.rel.ro")]
    [InlineData(".rodata.names")]
    public void A_used_variable_initialized_with_an_address_is_an_error(string section)
    {
        var bytes = Table(section, littleEndian: true).WithRelocation("socket", 0, "table").Build();

        Assert.Equal(
            $"Variable 'table' in section '{section}' is initialized with the address of 'target', and program 'run' uses the variable. "
            + "The kernel cannot put addresses into variables, so the program would read the number 7. Store the data itself in the "
            + "variable, for example 'const char names[][16]' instead of 'const char *names[]', or choose it in the program with a switch.",
            MessageOf(bytes));
    }

    [Fact]
    public void A_used_variable_initialized_with_an_address_is_an_error_in_a_big_endian_object()
    {
        var bytes = Table(".data", littleEndian: false).WithRelocation("socket", 0, "table").Build();

        Assert.Contains("read the number 7.", MessageOf(bytes));
    }

    [Fact]
    public void A_used_struct_variable_with_an_address_in_the_middle_is_an_error()
    {
        var bytes = Table(".data", littleEndian: true)
            .WithRelocation("socket", 0, "other")
            .WithRelocation(".data", 16, "target", Absolute64)
            .Build();

        Assert.StartsWith("Variable 'other' in section '.data'", MessageOf(bytes));
    }

    [Fact]
    public void An_unused_variable_initialized_with_an_address_is_not_an_error() =>
        Assert.Empty(Linked.Try(Table(".data", littleEndian: true).WithRelocation("socket", 0, "other").Build()).Problems);

    [Fact]
    public void Relocations_of_type_R_BPF_NONE_in_variables_are_ignored() =>
        Assert.Empty(Linked.Try(Table(".data", littleEndian: true, type: 0).WithRelocation("socket", 0, "table").Build()).Problems);

    [Fact]
    public void The_error_for_an_address_in_a_variable_without_a_symbol_contains_the_offset()
    {
        var builder = new ElfBuilder()
            .WithSection("socket", Load(8), executable: true)
            .WithSymbol("run", "socket", ElfBuilder.Function)
            .WithSection(".data", new byte[24])
            .WithSymbol(".data", ".data", ElfBuilder.SectionSymbol)
            .WithSymbol("known", ".data", ElfBuilder.Object, size: 8)
            .WithRelocation("socket", 0, ".data")
            .WithRelocation(".data", 16, "known", Absolute64);

        Assert.StartsWith("Variable 'at offset 8' in section '.data'", MessageOf(builder.Build()));
    }

    [Fact]
    public void A_license_that_is_a_pointer_is_an_error()
    {
        var builder = new ElfBuilder()
            .WithProgram("run")
            .WithSection("license", new byte[8])
            .WithRelocation("license", 0, "run", Absolute64);

        var problem = Assert.Single(Linked.Try(builder.Build()).Problems);

        Assert.Equal("BPFGEN018", problem.Rule.Id);
        Assert.Contains("Declare an array: char LICENSE[] SEC(\"license\") = \"GPL\"", problem.Message);
    }

    [Fact]
    public void An_address_in_a_legacy_map_definition_is_an_error()
    {
        var builder = new ElfBuilder().WithProgram("run").WithMap("m").WithRelocation("maps", 8, "run");

        var problem = Assert.Single(Linked.Try(builder.Build()).Problems);

        Assert.Equal("BPFGEN014", problem.Rule.Id);
        Assert.Contains("it holds the address of 'run'", problem.Message);
    }

    [Fact]
    public void Relocations_of_a_section_that_is_not_loaded_are_ignored()
    {
        var builder = new ElfBuilder().WithProgram("run").WithSection("notes", new byte[8]).WithRelocation("notes", 0, "run");

        Assert.Empty(Linked.Try(builder.Build()).Problems);
    }

    /// <summary>
    /// Creates an object with two variables: <c>table</c> has 8 bytes and holds an address, and <c>other</c> has 16 bytes.
    /// </summary>
    private static ElfBuilder Table(string section, bool littleEndian, uint type = Absolute64)
    {
        var data = new byte[24];
        data[littleEndian ? 0 : 7] = 7;
        return new ElfBuilder(littleEndian)
            .WithSection("socket", Load(0), executable: true)
            .WithSymbol("run", "socket", ElfBuilder.Function)
            .WithSection(section, data)
            .WithSymbol("table", section, ElfBuilder.Object, size: 8)
            .WithSymbol("other", section, ElfBuilder.Object, 8, 16)
            .WithSection(".bss.x", new byte[8])
            .WithSymbol("target", ".bss.x", ElfBuilder.Object)
            .WithRelocation(section, 0, "target", type);
    }

    private static byte[] Load(byte offset)
    {
        var code = ElfBuilder.Code(0x18, 0, 0xb7, 0x95);
        code[4] = offset;
        return code;
    }

    private static string MessageOf(byte[] bytes)
    {
        var problem = Assert.Single(Linked.Try(bytes).Problems);
        Assert.Equal("BPFGEN041", problem.Rule.Id);
        return problem.Message;
    }
}
