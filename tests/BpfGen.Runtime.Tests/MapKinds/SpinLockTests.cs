using System;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using BpfGen.Interop;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests.MapKinds;

/// <summary>Reads and writes that hold the spin lock of a value.</summary>
[Collection(KernelTests.Name)]
public sealed class SpinLockTests
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_program_and_user_space_change_a_value_under_its_lock()
    {
        using var cgroup = new OwnCgroup();
        using var probe = Locks.Load();
        var byKey = probe.ByKey.WithLock();
        var byIndex = probe.ByIndex.WithLock();
        byKey[1] = Block(10);
        using var link = probe.OnPacket.Attach(cgroup.Path);
        using var traffic = new Loopback();
        traffic.Send(5);
        Poll.Until(() => byIndex[1].Numbers[0] > 0, "the program to count packets");

        Assert.True(probe.Unlocked[0] > 0);
        Assert.True(byKey.TryGetValue(1, out var value));
        Assert.True(value.Numbers[0] > 10);
        Assert.All(NumbersOf(value), number => Assert.Equal(value.Numbers[0], number));
        Assert.True(byKey.Update(1, Block(3), UpdateMode.Exist));
        Assert.False(byKey.Update(2, Block(3), UpdateMode.Exist));
    }

    [Fact]
    public async Task A_reader_with_the_lock_never_sees_a_half_written_value()
    {
        Kernel.Required();
        using var probe = Locks.Load();
        var locked = probe.ByIndex.WithLock();
        using var stop = new CancellationTokenSource(Duration);
        var writer = Task.Run(
            () =>
            {
                for (var i = 1ul; !stop.IsCancellationRequested; i++)
                {
                    locked[1] = Block(i);
                }
            },
            TestContext.Current.CancellationToken);
        var (reads, torn) = (0, 0);
        var batch = new Locks.Types.Block[2];
        while (!stop.IsCancellationRequested)
        {
            var value = locked[1];
            torn += NumbersOf(value).Distinct().Count() - 1;
            locked.Read(0, batch);
            torn += NumbersOf(batch[1]).Distinct().Count() - 1;
            reads++;
        }

        await writer;
        Assert.True(reads > 100);
        Assert.Equal(0, torn);
    }

    [Fact]
    public void WithLock_applies_to_batches_TryTake_and_enumeration()
    {
        Kernel.Required();
        using var probe = Locks.Load();
        var locked = probe.ByKey.WithLock();
        locked.UpdateBatch([1, 2], [Block(5), Block(6)]);

        Assert.Equal([(1u, 5ul), (2u, 6ul)], locked.Select(entry => (entry.Key, entry.Value.Numbers[63])).Order());
        Assert.True(locked.TryTake(2, out var taken));
        Assert.Equal(6ul, taken.Numbers[0]);
        Assert.False(locked.ContainsKey(2));
    }

    [Fact]
    public void WithLock_returns_an_object_that_shares_the_map()
    {
        Kernel.Required();
        using var probe = Locks.Load();
        var locked = probe.ByKey.WithLock();

        Assert.Equal((probe.ByKey.Id, probe.ByKey.Name), (locked.Id, locked.Name));
        using var copy = locked.Duplicate();
        locked.Dispose();
        Assert.Throws<ObjectDisposedException>(() => probe.ByKey.ContainsKey(1));
        Assert.False(copy.ContainsKey(1));
    }

    [Fact]
    public void The_errors_of_WithLock_explain_a_value_without_a_lock_and_a_map_type_without_locks()
    {
        Kernel.Required();
        using var probe = Locks.Load();
        using var queue = BpfQueue<ulong>.Create(1);
        var read = Assert.Throws<BpfException>(() => probe.Unlocked.WithLock()[0]);
        var write = Assert.Throws<BpfException>(() => probe.Unlocked.WithLock()[0] = 1);

        Assert.Equal((Errno.EINVAL, Errno.EINVAL), (read.Errno, write.Errno));
        Assert.Contains("struct bpf_spin_lock", read.Message);
        Assert.Contains("struct bpf_spin_lock", write.Message);
        Assert.Contains("of type Queue", Assert.Throws<InvalidOperationException>(() => queue.WithLock()).Message);
    }

    private static Locks.Types.Block Block(ulong number)
    {
        var block = default(Locks.Types.Block);
        MemoryMarshal.Cast<Locks.Types.Block, ulong>(MemoryMarshal.CreateSpan(ref block, 1))[..64].Fill(number);
        return block;
    }

    private static ulong[] NumbersOf(Locks.Types.Block block) =>
        MemoryMarshal.Cast<Locks.Types.Block, ulong>(MemoryMarshal.CreateSpan(ref block, 1))[..64].ToArray();
}
