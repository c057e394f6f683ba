using System;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests.MapKinds;

/// <summary>Stack traces that a program records, and looking up the function names for their addresses.</summary>
[Collection(KernelTests.Name)]
public sealed partial class StackTests
{
    private const int SetName = 15;

    /// <summary>The value that <c>bpf_get_stackid</c> returns if there is no stack: <c>-EFAULT</c>.</summary>
    private const int NoStack = -14;

    [Fact]
    public void Addresses_of_a_kernel_stack_resolve_to_function_names()
    {
        using var owners = LoadAndRenameThread();
        var symbols = KernelSymbols.Load();
        var addresses = new ulong[owners.Stacks.MaxDepth];

        Assert.True(owners.Stacks.TryRead(owners.Data.KernelStack, addresses, out var depth));

        var frames = addresses.Take(depth).Select(symbols.Find).ToList();
        Assert.Contains(frames, frame => frame.Function == "__set_task_comm");
        Assert.Contains(frames, frame => frame.Function!.EndsWith("sys_prctl", StringComparison.Ordinal));
        Assert.All(frames, frame => Assert.Contains("+0x", frame.ToString()));
    }

    [Fact]
    public void Addresses_of_a_user_stack_resolve_to_function_names()
    {
        using var owners = LoadAndRenameThread();
        var symbols = ProcessSymbols.Open(Environment.ProcessId);
        var addresses = new ulong[owners.Stacks.MaxDepth];

        Assert.True(owners.Stacks.TryRead(owners.Data.UserStack, addresses, out var depth));

        Assert.InRange(depth, 1, owners.Stacks.MaxDepth);
        var frame = symbols.Find(addresses[0]);
        Assert.Contains("prctl", frame.Function);
        Assert.StartsWith("libc", frame.Module);
    }

    [Fact]
    public void Build_id_frames_resolve_to_the_same_names_as_addresses()
    {
        using var owners = LoadAndRenameThread();
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
    public void Read_returns_the_frames_of_a_stack_and_an_empty_array_for_an_error_id()
    {
        using var owners = LoadAndRenameThread();
        var addresses = new ulong[owners.Stacks.MaxDepth];
        Assert.True(owners.Stacks.TryRead(owners.Data.KernelStack, addresses, out var depth));

        Assert.Equal(addresses[..depth], owners.Stacks.Read(owners.Data.KernelStack));
        Assert.Empty(owners.Stacks.Read(NoStack));
    }

    [Fact]
    public void Stacks_are_enumerated_and_removed()
    {
        using var owners = LoadAndRenameThread();
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
    public void Reading_with_the_wrong_frame_type_or_buffer_size_throws()
    {
        Kernel.Required();
        using var owners = Owners.Load();

        Assert.Throws<InvalidOperationException>(() => owners.Stacks.TryRead(0, new BuildIdFrame[32], out _));
        Assert.Throws<InvalidOperationException>(() => owners.BuildIds.TryRead(0, new ulong[128], out _));
        Assert.Throws<ArgumentException>(() => owners.Stacks.TryRead(0, new ulong[31], out _));
    }

    [Fact]
    public void Find_returns_the_symbol_whose_address_is_nearest_at_or_below_the_given_address()
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
    public void KernelSymbols_throws_if_the_kernel_hides_its_addresses()
    {
        var exception = Assert.Throws<BpfException>(() => KernelSymbols.Parse("0000000000000000 T _stext\n"u8.ToArray()));

        Assert.Contains("kptr_restrict", exception.Message);
    }

    [Fact]
    public void TryOpen_returns_null_for_a_missing_process_and_TryLoad_loads_kernel_symbols()
    {
        Kernel.Required();

        Assert.Null(ProcessSymbols.TryOpen(int.MaxValue));
        Assert.Equal(KernelSymbols.Load().Count, KernelSymbols.TryLoad()?.Count);
    }

    [Fact]
    public void Opening_a_missing_process_reports_its_id() =>
        Assert.Contains("Process 2147483647 does not exist", Assert.Throws<BpfException>(() => ProcessSymbols.Open(int.MaxValue)).Message);

    /// <summary>
    /// Loads an object, and attaches its program to a tracepoint that fires when a thread is renamed. Then renames this thread, so that the
    /// program runs and records the thread's stacks.
    /// </summary>
    private static Owners LoadAndRenameThread()
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
