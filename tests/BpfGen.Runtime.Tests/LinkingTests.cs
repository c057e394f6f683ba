using System;
using System.Threading;
using BpfGen.KernelConfig;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>Functions and sections that are linked in less usual ways.</summary>
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
    public void A_relocation_in_a_function_is_resolved_wherever_the_function_stands()
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
    public void A_program_loads_with_the_function_that_runs_when_it_throws()
    {
        Kernel.Required();
        using var functions = LinkedFunctions.Load();

        // 3 of its own, 4 of third, 9 of step, and 2 of the callback, which nothing calls.
        Assert.Equal(18u * 8, functions.WithCallback.GetInfo().TranslatedSize);
    }

    [Fact]
    public void What_a_program_throws_its_exception_callback_answers()
    {
        Kernel.Required();
        Assert.SkipUnless(Environment.OSVersion.Version >= new Version(6, 7), "needs Linux 6.7");
        using var thrown = Thrown.Load();

        Assert.Equal(7, thrown.Guard.TestRun(new byte[64]).ReturnValue);
        Assert.Equal(42, thrown.Guard.TestRun(new byte[214]).ReturnValue);

        Assert.Equal((214ul, 1ul), (thrown.Bss.Caught, thrown.Bss.Returned));
    }

    [Fact]
    public void What_a_unit_declares_extern_another_unit_of_the_object_defines()
    {
        Kernel.Required();
        using var units = Units.Load();
        units.Pairs[1] = new() { B = 80_000 };

        units.First.TestRun(new byte[64]);
        units.Second.TestRun(new byte[64]);

        // Functions, the strong one of two, the static one of the same unit; a constant, a variable, a map's value, a weak variable. The absent function adds nothing.
        Assert.Equal(2 + 3 + 100 + 1_000 + 40_000 + 10_000 + 80_000 + 20_000ul, units.Bss.Result);
        Assert.Equal(6 + 12 + 105 + 13 + 1ul, units.Bss.SecondResult);
        Assert.Equal(KernelVersion.Code, units.Bss.Version);
    }

    [Fact]
    public void Instructions_of_CPU_v4_run()
    {
        Kernel.Required();
        Assert.SkipUnless(Environment.OSVersion.Version >= new Version(6, 6), "needs Linux 6.6");
        using var instructions = InstructionsV4.Load();

        instructions.Calculate.TestRun(new byte[64]);
        instructions.Jump.TestRun(new byte[64]);

        var data = instructions.Bss;
        Assert.Equal((-2L, 3L, -3L, -106L, 50ul << 24, 43ul), (data.Loaded, data.Quotient, data.Rest, data.Extended, data.Turned, data.Jumped));
    }

    [Fact]
    public void A_function_reads_the_context_that_it_is_given_as_an_address_of_anything()
    {
        Kernel.Required();
        var isNew = Environment.OSVersion.Version >= new Version(6, 8);
        using var contexts = Contexts.Load(new() { Programs = { Bound = { AutoLoad = isNew }, Surely = { AutoLoad = isNew } } });

        Assert.Equal(3, contexts.Filter.TestRun(new byte[64]).ReturnValue);

        Assert.Equal((64ul - 14, 1ul), (contexts.Bss.Lengths, contexts.Bss.Runs));
    }

    [Fact]
    public void Literals_that_have_no_types_are_there_for_helpers_that_want_them()
    {
        Kernel.Required();
        using var sections = DataSections.Load();
        "literal"u8.CopyTo(sections.Bss.Value.Text);

        Packets.SendUntil(sections.Compare, () => Volatile.Read(ref sections.Bss.Value.Matches) != 0, "packets to be seen");
    }

    [Fact]
    public void Sections_with_names_of_their_own_are_maps_of_their_own()
    {
        Kernel.Required();
        using var sections = DataSections.Load();

        Packets.SendUntil(sections.Compare, () => Volatile.Read(ref sections.BssCounted.Value.Counted) == sections.RodataLimit.Value.Limit, "packets to be seen");

        Assert.Equal((9ul, 3ul), (sections.RodataLimit.Value.Limit, sections.DataStep.Value.Step));
        Assert.Equal(0ul, sections.Data.Pointer.Value);
    }
}
