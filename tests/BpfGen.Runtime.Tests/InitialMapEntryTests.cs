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
    public void A_tail_call_to_the_entry_of_a_skipped_program_fails_and_the_calling_program_continues()
    {
        Kernel.Required();
        using var slots = Slots.Load();

        Assert.Equal((false, true), (slots.Tails.TryGetId(2, out _), slots.Tails.TryGetId(1, out _)));

        // The program first calls the empty entry 2, and then entry 1.
        Receive(slots, () => slots.Bss.Value.AfterTail > 0);
    }

    [Fact]
    public void A_program_that_the_load_option_AutoLoad_enables_is_put_into_its_program_array()
    {
        Kernel.Required();
        using var slots = Load();

        Assert.True(slots.Tails.TryGetId(2, out var id));
        Assert.Equal(slots.SpareTail.Id, id);
    }

    [Fact]
    public void The_error_says_that_programs_of_different_types_use_the_same_program_array()
    {
        Kernel.Required();

        var exception = Assert.Throws<BpfException>(
            () => TailTypes.Load(new() { Programs = { Filter = { AutoLoad = true }, Drop = { AutoLoad = true } } }));

        Assert.Equal(("program 'drop' (Xdp) of tail-types.o", "EINVAL"), (exception.Subject, exception.ErrnoName));
        Assert.Contains("It uses program array 'tails', which belongs to programs of type SocketFilter. ", exception.Message);
        Assert.Contains("Use one program array for each kind of program.", exception.Message);
    }

    [Fact]
    public void The_error_says_that_the_program_of_an_entry_has_another_type_than_the_program_array()
    {
        Kernel.Required();

        var exception = Assert.Throws<BpfException>(
            () => TailTypes.Load(new() { Programs = { Drop = { AutoLoad = true }, Tail = { AutoLoad = true } } }));

        Assert.Equal(
            ("entry 1 of map 'tails' of tail-types.o, which the object fills with a program", "EINVAL"),
            (exception.Subject, exception.ErrnoName));
        Assert.Contains("Program array 'tails' belongs to programs of type Xdp. ", exception.Message);
    }

    [Fact]
    public void A_program_array_rejects_a_program_of_another_type()
    {
        Kernel.Required();
        using var filters = TailTypes.Load(new() { Programs = { Filter = { AutoLoad = true } } });
        using var other = TailTypes.Load(new() { Programs = { Drop = { AutoLoad = true } } });

        var exception = Assert.Throws<BpfException>(() => filters.Tails.Set(0, other.Drop));

        Assert.Contains("Program array 'tails' belongs to programs of type SocketFilter. ", exception.Message);
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
        using var second =
            Slots.Load(new() { Maps = { ByIndex = { Reuse = first.ByIndex } }, Programs = { SpareTail = { AutoLoad = true } } });

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
