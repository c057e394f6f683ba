using System;
using System.Runtime.CompilerServices;
using System.Threading;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>Arenas: memory that programs and the process share, and in which both build data structures.</summary>
[Collection(KernelTests.Name)]
public sealed class ArenaTests
{
    [Fact]
    public void Arena_variables_start_with_their_initial_values_and_programs_change_them()
    {
        Kernel.Required();
        using var arena = Arena.Load();
        Assert.Equal(1000ul, arena.ArenaMap.Packets);

        Run(arena, () => Volatile.Read(ref arena.ArenaMap.Packets) > 1002);
    }

    [Fact]
    public void The_address_of_a_disposed_arena_can_be_used_again()
    {
        Kernel.Required();
        Assert.Equal(1L << 44, LoadAndDispose(1L << 44));
        Assert.Equal(1L << 44, LoadAndDispose(1L << 44));

        // Load and dispose in a separate method, because a local variable may keep its object alive until its method returns.
        [MethodImpl(MethodImplOptions.NoInlining)]
        static long LoadAndDispose(long address)
        {
            using var arena = Arena.Load(new() { Maps = { ArenaMap = { Extra = (ulong)address } } });
            return arena.ArenaMap.Address;
        }
    }

    [Fact]
    public void Load_options_set_initial_values_of_arena_variables()
    {
        Kernel.Required();
        var options = new Arena.LoadOptions();
        options.ArenaMap.Packets = 7;

        using var arena = Arena.Load(options);

        Assert.Equal(7ul, arena.ArenaMap.Packets);
    }

    [Fact]
    public void A_program_reads_a_linked_list_that_user_space_builds_in_the_arena()
    {
        Kernel.Required();
        using var arena = Arena.Load();
        ref var nodes = ref arena.ArenaMap.Nodes;
        var (first, size) = ((ulong)arena.ArenaMap.Address + 8, 16ul);
        for (var i = 0; i < 3; i++)
        {
            nodes[i].Number = (ulong)(i + 1) * 10;
            nodes[i].Next = new(i < 2 ? first + ((ulong)(i + 1) * size) : 0);
        }

        arena.Bss.List = new(first);
        Run(arena, () => Volatile.Read(ref arena.Bss.Sum) == 60);

        Assert.Equal(20ul, arena.ArenaMap.At(arena.ArenaMap.At(arena.Bss.List).Next).Number);
    }

    [Fact]
    public void At_throws_for_an_address_outside_of_the_arena()
    {
        Kernel.Required();
        using var arena = Arena.Load();
        var end = (ulong)arena.ArenaMap.Address + (ulong)arena.ArenaMap.Size;

        Assert.Equal(2L * Environment.SystemPageSize, arena.ArenaMap.Size);
        Assert.Equal(0ul, arena.ArenaMap.At<ulong>(end - 8));
        Assert.Throws<ArgumentOutOfRangeException>(() => arena.ArenaMap.At<ulong>(end - 7));
        Assert.Throws<ArgumentOutOfRangeException>(() => arena.ArenaMap.At<ulong>(0));
    }

    private static void Run(Arena arena, Func<bool> isDone)
    {
        Packets.SendUntil(arena.Walk, () => isDone(), "the program");
    }
}
