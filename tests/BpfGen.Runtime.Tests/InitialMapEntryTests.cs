using System;
using System.Threading;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>Program arrays and maps of maps whose initial entries the object file defines.</summary>
[Collection(KernelTests.Name)]
public sealed class InitialMapEntryTests
{
    [Fact]
    public void A_skipped_program_that_a_program_array_refers_to_is_an_error()
    {
        Kernel.Required();

        var exception = Assert.Throws<BpfException>(() => Slots.Load());

        Assert.Matches("^entry \\d+ of map '\\w+' of slots.o, which the object fills with a program$", exception.Subject);
        Assert.Contains("That program was skipped. Set AutoLoad = true for it", exception.Message);
    }

    [Fact]
    public void A_tail_call_runs_the_program_that_the_object_puts_into_the_array()
    {
        Kernel.Required();
        using var slots = Load();

        Receive(slots, () => slots.First[0] > 3);

        Assert.Equal(0ul, slots.Bss.Value.AfterTail);
    }

    [Fact]
    public void A_program_uses_the_inner_maps_that_the_object_puts_into_a_map_of_maps()
    {
        Kernel.Required();
        using var slots = Load();

        Receive(slots, () => slots.First[0] > 0 && slots.Second[0] > 0);
    }

    [Fact]
    public void A_reused_map_of_maps_keeps_its_entries()
    {
        Kernel.Required();
        using var first = Load();
        using var second = Slots.Load(new() { Maps = { ByIndex = { Reuse = first.ByIndex } }, Programs = { SpareTail = { AutoLoad = true } } });

        Receive(second, () => first.Second[0] > 0);

        Assert.Equal(0ul, second.Second[0]);
    }

    [Fact]
    public void The_error_names_an_initial_entry_that_the_kernel_rejects()
    {
        Kernel.Required();

        var exception = Assert.Throws<BpfException>(() => Slots.Load(new() { Maps = { ByIndex = { MaxEntries = 2 } } }));

        Assert.Equal(
            ("entry 3 of map 'by_index' of slots.o, which the object fills with a map", "E2BIG"), (exception.Subject, exception.ErrnoName));
    }

    /// <summary>Loads the object with its optional program, whose section name starts with <c>?</c>.</summary>
    private static Slots Load() => Slots.Load(new() { Programs = { SpareTail = { AutoLoad = true } } });

    private static void Receive(Slots slots, Func<bool> arrived)
    {
        Packets.SendUntil(slots.Count, () => arrived(), "packets to be counted");
    }
}
