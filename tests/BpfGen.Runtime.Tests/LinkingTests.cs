using System;
using System.Threading;
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

        Run(functions.InOrder, () => Volatile.Read(ref functions.Bss.Value.Total) != 0);

        Assert.Equal((123ul, 55ul), (functions.Bss.Value.Order, functions.Bss.Value.Total));
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
    public void Literals_that_have_no_types_are_there_for_helpers_that_want_them()
    {
        Kernel.Required();
        using var sections = DataSections.Load();
        "literal"u8.CopyTo(sections.Bss.Value.Text);

        Run(sections.Compare, () => Volatile.Read(ref sections.Bss.Value.Matches) != 0);
    }

    [Fact]
    public void Sections_with_names_of_their_own_are_maps_of_their_own()
    {
        Kernel.Required();
        using var sections = DataSections.Load();

        Run(sections.Compare, () => Volatile.Read(ref sections.BssCounted.Value.Counted) == sections.RodataLimit.Value.Limit);

        Assert.Equal((9ul, 3ul), (sections.RodataLimit.Value.Limit, sections.DataStep.Value.Step));
        Assert.Equal(0ul, sections.Data.Pointer.Value);
    }

    private static void Run(SocketFilterProgram program, Func<bool> isDone)
    {
        using var socket = PacketSocket.Open("lo");
        using var link = program.Attach(socket);
        using var traffic = new Loopback();
        Poll.Until(
            () =>
            {
                traffic.Send();
                return isDone();
            },
            $"program '{program.Name}'");
    }
}
