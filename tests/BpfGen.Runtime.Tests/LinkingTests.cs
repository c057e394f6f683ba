using System;
using System.Threading;
using BpfGen.KernelConfig;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>Rare cases in which functions and data sections are linked into programs.</summary>
[Collection(KernelTests.Name)]
public sealed class LinkingTests
{
    [Fact]
    public void Weak_hidden_and_nested_functions_run_in_the_order_of_their_calls()
    {
        Kernel.Required();
        using var functions = LinkedFunctions.Load();

        Packets.SendUntil(functions.InOrder, () => Volatile.Read(ref functions.Bss.Value.Total) != 0, "packets to be seen");

        Assert.Equal((123ul, 55ul), (functions.Bss.Value.Order, functions.Bss.Value.Total));
    }

    [Fact]
    public void A_CO_RE_relocation_in_a_function_is_resolved_in_each_program_that_calls_it()
    {
        Kernel.Required();
        Assert.SkipUnless(Environment.OSVersion.Version >= new Version(5, 17), "needs Linux 5.17");
        using var appended = AppendedCore.Load();
        using var links = appended.Attach();

        Trigger.RenameThread("appended-core");

        var (process, thread) = (appended.Bss.Wanted >> 32, appended.Bss.Wanted & uint.MaxValue);
        Assert.NotEqual(0ul, process);
        Assert.Equal((process, process, thread), (appended.Bss.ByShort, appended.Bss.ByLong, appended.Bss.Own));
    }

    [Fact]
    public void A_program_is_loaded_together_with_its_exception_callback()
    {
        Kernel.Required();
        using var functions = LinkedFunctions.Load();

        // The loaded program has 3 instructions of its own, 4 of third, 9 of step, and 2 of the callback, which no instruction calls.
        Assert.Equal(18u * 8, functions.WithCallback.GetInfo().TranslatedSize);
    }

    [Fact]
    public void The_exception_callback_handles_an_exception_that_a_program_throws()
    {
        Kernel.Required();
        Assert.SkipUnless(Environment.OSVersion.Version >= new Version(6, 7), "needs Linux 6.7");
        using var thrown = Thrown.Load();

        Assert.Equal(7, thrown.Guard.TestRun(new byte[64]).ReturnValue);
        Assert.Equal(42, thrown.Guard.TestRun(new byte[214]).ReturnValue);

        Assert.Equal((214ul, 1ul), (thrown.Bss.Caught, thrown.Bss.Returned));
    }

    [Fact]
    public void Extern_declarations_resolve_to_definitions_in_other_units_of_the_object()
    {
        Kernel.Required();
        using var units = Units.Load();
        units.Pairs[1] = new() { B = 80_000 };

        units.First.TestRun(new byte[64]);
        units.Second.TestRun(new byte[64]);

        // Each term is the value of one extern or of one function with two definitions. The terms of the first sum, in order: twice(1),
        // thrice(1), the strong overridden(0), the static own(0) of this file, limit, pair.a, the map value and weak_pair.b. The weak
        // function absent is not defined, so it adds nothing. The terms of the second sum: twice(3), thrice(4), overridden(5), the static
        // own(6) of the other file, and 1 if LINUX_KERNEL_VERSION is set.
        Assert.Equal(2 + 3 + 100 + 1_000 + 40_000 + 10_000 + 80_000 + 20_000ul, units.Bss.Result);
        Assert.Equal(6 + 12 + 105 + 13 + 1ul, units.Bss.SecondResult);
        Assert.Equal(KernelVersion.Code, units.Bss.Version);
    }

    [Fact]
    public void Instructions_of_the_BPF_CPU_version_4_run()
    {
        Kernel.Required();
        Assert.SkipUnless(Environment.OSVersion.Version >= new Version(6, 6), "needs Linux 6.6");
        using var instructions = InstructionsV4.Load();

        instructions.Calculate.TestRun(new byte[64]);
        instructions.Jump.TestRun(new byte[64]);

        var data = instructions.Bss;
        Assert.Equal(
            (-2L, 3L, -3L, -106L, 50ul << 24, 43ul), (data.Loaded, data.Quotient, data.Rest, data.Extended, data.Turned, data.Jumped));
    }

    [Fact]
    public void A_global_function_reads_a_context_that_it_receives_as_a_void_pointer()
    {
        Kernel.Required();
        var isNew = Environment.OSVersion.Version >= new Version(6, 8);
        using var contexts = Contexts.Load(new() { Programs = { Bound = { AutoLoad = isNew }, Surely = { AutoLoad = isNew } } });

        Assert.Equal(3, contexts.Filter.TestRun(new byte[64]).ReturnValue);

        Assert.Equal((64ul - 14, 1ul), (contexts.Bss.Lengths, contexts.Bss.Runs));
    }

    [Fact]
    public void A_program_can_pass_a_string_literal_of_a_section_without_BTF_to_a_helper()
    {
        Kernel.Required();
        using var sections = DataSections.Load();
        "literal"u8.CopyTo(sections.Bss.Value.Text);

        Packets.SendUntil(sections.Compare, () => Volatile.Read(ref sections.Bss.Value.Matches) != 0, "packets to be seen");
    }

    [Fact]
    public void Data_sections_with_custom_names_become_separate_maps()
    {
        Kernel.Required();
        using var sections = DataSections.Load();

        Packets.SendUntil(
            sections.Compare,
            () => Volatile.Read(ref sections.BssCounted.Value.Counted) == sections.RodataLimit.Value.Limit,
            "packets to be seen");

        Assert.Equal((9ul, 3ul), (sections.RodataLimit.Value.Limit, sections.DataStep.Value.Step));
        Assert.Equal(0ul, sections.Data.Pointer.Value);
    }
}
