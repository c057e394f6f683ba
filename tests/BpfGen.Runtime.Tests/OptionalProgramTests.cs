using System;
using System.Linq;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>
/// A load leaves a program out if the options skip the program, or if the program is optional and the kernel lacks a function, symbol or
/// hook that it uses. Symbols that only such programs use need not exist in the kernel.
/// </summary>
[Collection(KernelTests.Name)]
public sealed class OptionalProgramTests
{
    public OptionalProgramTests() => Kernel.Required();

    [Fact]
    public void Kernel_functions_and_configuration_options_that_only_skipped_programs_use_need_not_exist()
    {
        using var probe = LeftOut.Load(new()
        {
            Programs =
            {
                OnOldName = { AutoLoad = false },
                OnOldFunction = { AutoLoad = false },
                NeedsFunction = { AutoLoad = false },
                NeedsSymbol = { AutoLoad = false },
                NeedsOption = { AutoLoad = false },
            },
        });
        using var links = probe.Attach();

        Trigger.RenameThread("left-out");

        Assert.Single(links);
        Assert.Empty(links.Missing);
        Assert.True(probe.Bss.Renames > 0);
        Assert.NotEqual(0ul, probe.Bss.Version);
        Assert.Null(probe.OnOldName.LoadFailure);
    }

    [Fact]
    public void Optional_programs_are_left_out_if_the_kernel_lacks_functions_or_configuration_options_that_they_use()
    {
        using var probe = LeftOut.Load(AllOptional());
        using var links = probe.Attach();

        Trigger.RenameThread("left-out");

        Assert.True(probe.Bss.Renames > 0);
        Assert.Equal(probe.Works.Id, Assert.IsType<KernelLink>(Assert.Single(links)).Info.ProgramId);
        BpfProgram[] leftOut = [probe.OnOldName, probe.NeedsFunction, probe.NeedsSymbol, probe.NeedsOption];
        Assert.All(leftOut, program => Assert.False(program.IsLoaded));
        Assert.Contains("Its target is 'bpfgen_no_such_tracepoint'", probe.OnOldName.LoadFailure!.Message);
        Assert.Contains("'bpfgen_no_such_kfunc'", probe.NeedsFunction.LoadFailure!.Message);
        Assert.Contains("'bpfgen_no_such_symbol'", probe.NeedsSymbol.LoadFailure!.Message);
        Assert.Contains("'CONFIG_BPFGEN_NO_SUCH_OPTION'", probe.NeedsOption.LoadFailure!.Message);
        Assert.True(probe.OnOldFunction.IsLoaded);
        Assert.Same(
            probe.OnOldName.LoadFailure, Assert.Throws<InvalidOperationException>(() => probe.OnOldName.Attach()).InnerException);
    }

    [Fact]
    public void Attach_lists_all_optional_programs_that_are_left_out()
    {
        using var probe = LeftOut.Load(AllOptional());
        using var links = probe.Attach();
        string[] expected = ["needs_function", "needs_option", "needs_symbol", "on_old_function", "on_old_name"];

        Assert.Equal(expected, links.Missing.Select(missing => missing.Name).Order());
        Assert.Equal("bpfgen_no_such_function", links.Missing.Single(missing => missing.Name == "on_old_function").Target);

        links.Dispose();
        using var available = probe.AttachAvailable();
        Assert.Equal(expected, available.Missing.Select(missing => missing.Name).Order());
    }

    [Theory]
    [InlineData("on_old_name")]
    [InlineData("needs_function")]
    [InlineData("needs_symbol")]
    [InlineData("needs_option")]
    public void Load_throws_if_the_kernel_lacks_a_symbol_of_a_program_that_is_not_optional(string name)
    {
        var options = AllOptional();
        Option(options, name).Optional = false;

        Assert.Throws<BpfException>(() => LeftOut.Load(options));
    }

    [Fact]
    public void Attach_throws_and_attaches_nothing_if_the_hook_of_a_program_that_is_not_optional_does_not_exist()
    {
        var options = AllOptional();
        options.Programs.OnOldFunction.Optional = false;
        using var probe = LeftOut.Load(options);

        Assert.Contains("bpfgen_no_such_function", Assert.Throws<BpfException>(() => probe.Attach()).Message);
        var before = probe.Bss.Renames;
        Trigger.RenameThread("left-out");
        Assert.Equal(before, probe.Bss.Renames);
    }

    [Fact]
    public void Load_throws_if_the_verifier_rejects_an_optional_program() =>
        Assert.Throws<VerifierException>(() => Rejected.Load(new() { Programs = { Unchecked = { Optional = true } } }));

    [Fact]
    public void CheckSupport_lists_the_programs_whose_symbols_or_hooks_the_kernel_lacks() =>
        Assert.Equal(
            ["needs_function", "needs_symbol", "on_old_function", "on_old_name"],
            LeftOut.CheckSupport().Select(missing => missing.Name).Order());

    private static LeftOut.LoadOptions AllOptional() => new()
    {
        Programs =
        {
            Works = { Optional = true },
            OnOldName = { Optional = true },
            OnOldFunction = { Optional = true },
            NeedsFunction = { Optional = true },
            NeedsSymbol = { Optional = true },
            NeedsOption = { Optional = true },
        },
    };

    private static ProgramOptions Option(LeftOut.LoadOptions options, string name) => name switch
    {
        "on_old_name" => options.Programs.OnOldName,
        "needs_function" => options.Programs.NeedsFunction,
        "needs_symbol" => options.Programs.NeedsSymbol,
        _ => options.Programs.NeedsOption,
    };
}
