using System.Linq;
using BpfGen.Generator.Model;
using BpfGen.Generator.Tests.Support;
using BpfGen.Wire;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>Symbols that an object uses but does not define, and that are neither in <c>.ksyms</c> nor in <c>.kconfig</c>.</summary>
public sealed class UndefinedSymbolTests
{
    [Fact]
    public void An_undefined_symbol_in_inline_assembly_is_a_constant_that_the_load_options_set()
    {
        var model = Linked.Probe("linking/constants.o");

        Assert.Equal(["LARGE_NUMBER", "other_number", "small_number"], model.Constants);
        Assert.Equal(
            [(RelocationKind.Constant, 0), (RelocationKind.Constant, 2)],
            model.Functions[0].Relocations.Select(relocation => (relocation.Kind, relocation.Index)));
    }

    [Fact]
    public void The_generated_load_options_have_a_property_for_each_undefined_constant()
    {
        using var project = new TestProject().WithProbe("linking/constants.o");

        var run = project.Run();

        Assert.Empty(run.Errors);
        Assert.Contains("public ulong? LargeNumber", run.Source);
        Assert.Contains("public ulong? SmallNumber", run.Source);
        Assert.Contains("loader.UseConstants([\"LARGE_NUMBER\", \"other_number\", \"small_number\"]);", run.Source);
        run.Compile();
    }

    [Fact]
    public void An_undefined_function_that_is_weak_or_has_the_prefix_bpf_is_a_kernel_function()
    {
        var symbols = Linked.Probe("kernel/plain-externs.o").KernelSymbols;

        Assert.Equal(
            [("bpf_rcu_read_lock", false), ("bpf_rcu_read_unlock", false), ("no_such_kernel_function", true)],
            symbols.Select(symbol => (symbol.Name, symbol.IsOptional)));
        Assert.All(symbols, symbol => Assert.NotNull(symbol.Signature));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_helper_declared_as_a_function_is_called_by_its_number(bool littleEndian)
    {
        var code = ElfBuilder.Code(0x85, 0x95);
        (code[1], code[4], code[5], code[6], code[7]) = (littleEndian ? (byte)0x10 : (byte)0x01, 0xff, 0xff, 0xff, 0xff);
        var builder = new ElfBuilder(littleEndian)
            .WithSection("socket", code, executable: true)
            .WithSymbol("run", "socket", ElfBuilder.Function)
            .WithSymbol("bpf_ktime_get_ns", "", 0, size: 0)
            .WithRelocation("socket", 0, "bpf_ktime_get_ns", 10);

        var model = Linked.Object(builder.Build());

        Assert.Empty(model.KernelSymbols);
        Assert.Equal(littleEndian ? 0x0000_0005_0000_0085ul : 0x8500_0000_0000_0005ul, model.Functions[0].Instructions[0]);
        Assert.Equal(5, Assert.Single(model.Functions[0].HelperCalls).Helper);
    }

    [Fact]
    public void Without_BTF_an_undefined_function_with_the_prefix_bpf_is_a_kernel_function()
    {
        var code = ElfBuilder.Code(0x85, 0x95);
        (code[1], code[4], code[5], code[6], code[7]) = (0x10, 0xff, 0xff, 0xff, 0xff);
        var builder = new ElfBuilder()
            .WithSection("tc", code, executable: true)
            .WithSymbol("run", "tc", ElfBuilder.Function)
            .WithSymbol("bpf_rcu_read_lock", "", 0, size: 0)
            .WithRelocation("tc", 0, "bpf_rcu_read_lock", 10);

        var symbol = Assert.Single(Linked.Object(builder.Build()).KernelSymbols);

        Assert.Equal(("bpf_rcu_read_lock", null), (symbol.Name, symbol.Signature));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Without_BTF_an_undefined_symbol_in_a_load_instruction_is_a_constant_that_the_load_options_set(bool littleEndian)
    {
        var model = Linked.Object(Loading(littleEndian, register: 0).Build());

        Assert.Equal(["WANTED"], model.Constants);
        Assert.Equal(RelocationKind.Constant, Assert.Single(model.Functions[0].Relocations).Kind);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Without_BTF_an_undefined_symbol_that_a_helper_uses_as_a_map_is_an_error(bool littleEndian)
    {
        var (_, problems) = Linked.Try(Loading(littleEndian, register: 1).Build());

        Assert.Equal("BPFGEN012", Assert.Single(problems).Rule.Id);
    }

    [Fact]
    public void Calls_to_a_C_library_function_cause_one_error_that_explains_the_cause()
    {
        var code = ElfBuilder.Code(0x85, 0x85, 0x95);
        (code[1], code[9]) = (0x10, 0x10);
        var builder = new ElfBuilder()
            .WithSection("socket", code, executable: true)
            .WithSymbol("run", "socket", ElfBuilder.Function)
            .WithSymbol("memset", "", 0, size: 0)
            .WithRelocation("socket", 0, "memset", 10)
            .WithRelocation("socket", 8, "memset", 10);

        var problem = Assert.Single(Linked.Try(builder.Build()).Problems);

        Assert.Contains("'memset' is a function of the C library, which eBPF lacks.", problem.Message);
    }

    /// <summary>A program that loads an undefined symbol into a register, and calls <c>bpf_map_lookup_elem</c>.</summary>
    private static ElfBuilder Loading(bool littleEndian, byte register)
    {
        var code = ElfBuilder.Code(0x18, 0, 0x85, 0x95);
        code[1] = littleEndian ? register : (byte)(register << 4);
        code[littleEndian ? 20 : 23] = 1;
        return new ElfBuilder(littleEndian)
            .WithSection("socket", code, executable: true)
            .WithSymbol("run", "socket", ElfBuilder.Function)
            .WithSymbol("WANTED", "", 0, size: 0)
            .WithRelocation("socket", 0, "WANTED");
    }
}
