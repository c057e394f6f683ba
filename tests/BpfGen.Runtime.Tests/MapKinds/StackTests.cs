using System;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests.MapKinds;

/// <summary>Stacks that a program takes, and the names of the functions on them.</summary>
[Collection(KernelTests.Name)]
public sealed partial class StackTests
{
    private const int SetName = 15;

    /// <summary>What <c>bpf_get_stackid</c> gives a program where there is no stack: <c>-EFAULT</c>.</summary>
    private const int NotKept = -14;

    [Fact]
    public void The_stack_in_the_kernel_has_the_names_of_its_functions()
    {
        using var owners = Renamed();
        var symbols = KernelSymbols.Load();
        var addresses = new ulong[owners.Stacks.MaxDepth];

        Assert.True(owners.Stacks.TryRead(owners.Data.KernelStack, addresses, out var depth));

        var frames = addresses.Take(depth).Select(symbols.Find).ToList();
        Assert.Contains(frames, frame => frame.Function == "__set_task_comm");
        Assert.Contains(frames, frame => frame.Function!.EndsWith("sys_prctl", StringComparison.Ordinal));
        Assert.All(frames, frame => Assert.Contains("+0x", frame.ToString()));
    }

    [Fact]
    public void The_stack_of_the_process_has_the_names_of_its_functions()
    {
        using var owners = Renamed();
        var symbols = ProcessSymbols.Open(Environment.ProcessId);
        var addresses = new ulong[owners.Stacks.MaxDepth];

        Assert.True(owners.Stacks.TryRead(owners.Data.UserStack, addresses, out var depth));

        Assert.InRange(depth, 1, owners.Stacks.MaxDepth);
        var frame = symbols.Find(addresses[0]);
        Assert.Contains("prctl", frame.Function);
        Assert.StartsWith("libc", frame.Module);
    }

    [Fact]
    public void A_stack_with_build_ids_has_the_same_names()
    {
        using var owners = Renamed();
        var symbols = ProcessSymbols.Open(Environment.ProcessId);
        var addresses = new ulong[owners.Stacks.MaxDepth];
        var frames = new BuildIdFrame[owners.BuildIds.MaxDepth];
        Assert.True(owners.Stacks.TryRead(owners.Data.UserStack, addresses, out _));

        Assert.True(owners.BuildIds.TryRead(owners.Data.BuildIdStack, frames, out var depth));

        Assert.InRange(depth, 1, frames.Length);
        Assert.Equal((BuildIdFrameKind.File, 40), (frames[0].Kind, frames[0].BuildId.Length));
        var (named, byAddress) = (symbols.Find(in frames[0]), symbols.Find(addresses[0]));
        Assert.Equal((byAddress.Function, byAddress.Offset, byAddress.Module), (named.Function, named.Offset, named.Module));
    }

    [Fact]
    public void A_stack_is_as_long_as_it_is_and_one_that_was_not_kept_is_empty()
    {
        using var owners = Renamed();
        var addresses = new ulong[owners.Stacks.MaxDepth];
        Assert.True(owners.Stacks.TryRead(owners.Data.KernelStack, addresses, out var depth));

        Assert.Equal(addresses[..depth], owners.Stacks.Read(owners.Data.KernelStack));
        Assert.Empty(owners.Stacks.Read(NotKept));
    }

    [Fact]
    public void Stacks_are_gone_through_and_removed()
    {
        using var owners = Renamed();
        var ids = 0;
        foreach (var id in owners.Stacks)
        {
            Assert.True(owners.Stacks.Remove(id));
            ids++;
        }

        Assert.Equal(2, ids);
        Assert.False(owners.Stacks.Remove(owners.Data.UserStack));
        Assert.False(owners.Stacks.TryRead(owners.Data.UserStack, new ulong[owners.Stacks.MaxDepth], out _));
    }

    [Fact]
    public void A_stack_is_read_as_what_it_is()
    {
        Kernel.Required();
        using var owners = Owners.Load();

        Assert.Throws<InvalidOperationException>(() => owners.Stacks.TryRead(0, new BuildIdFrame[32], out _));
        Assert.Throws<InvalidOperationException>(() => owners.BuildIds.TryRead(0, new ulong[128], out _));
        Assert.Throws<ArgumentException>(() => owners.Stacks.TryRead(0, new ulong[31], out _));
    }

    [Fact]
    public void Names_are_found_by_the_nearest_address_before()
    {
        var symbols = KernelSymbols.Parse(Encoding.UTF8.GetBytes("""
            ffffffff81000200 t second
            ffffffff81000100 T first
            ffffffff81000180 d data
            ffffffffc0000000 t init	[module]

            """));

        Assert.Equal("first+0xff", symbols.Find(0xffffffff810001ff).ToString());
        Assert.Equal("second+0x0", symbols.Find(0xffffffff81000200).ToString());
        Assert.Equal("init+0x8 [module]", symbols.Find(0xffffffffc0000008).ToString());
        Assert.Equal("0xffff", symbols.Find(0xffff).ToString());
    }

    [Fact]
    public void Addresses_that_are_hidden_are_an_error()
    {
        var exception = Assert.Throws<BpfException>(() => KernelSymbols.Parse("0000000000000000 T _stext\n"u8.ToArray()));

        Assert.Contains("kptr_restrict", exception.Message);
    }

    [Fact]
    public void What_has_no_names_may_be_asked_for_them()
    {
        Kernel.Required();

        Assert.Null(ProcessSymbols.TryOpen(int.MaxValue));
        Assert.Equal(KernelSymbols.Load().Count, KernelSymbols.TryLoad()?.Count);
    }

    [Fact]
    public void A_process_that_is_not_there_is_named() =>
        Assert.Contains("There is no process 2147483647", Assert.Throws<BpfException>(() => ProcessSymbols.Open(int.MaxValue)).Message);

    /// <summary>An object whose program has seen this thread take another name.</summary>
    private static Owners Renamed()
    {
        Kernel.Required();
        var owners = Owners.Load();
        using var link = owners.OnRename.Attach();
        var before = System.IO.File.ReadAllText("/proc/thread-self/comm").TrimEnd('\n');
        _ = Control(SetName, "bpfgen-m", 0, 0, 0);
        _ = Control(SetName, before, 0, 0, 0);
        Assert.NotEqual(-1, owners.Data.KernelStack);
        return owners;
    }

    [LibraryImport("libc", EntryPoint = "prctl", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Control(int option, string name, nint second, nint third, nint fourth);
}
