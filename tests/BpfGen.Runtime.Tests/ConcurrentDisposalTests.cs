using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using BpfGen.Interop;
using BpfGen.Runtime.Tests.Support;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>
/// Eight threads use a handle while a ninth disposes it and a tenth collects garbage. An operation succeeds or throws
/// <see cref="ObjectDisposedException"/>. An eleventh thread opens files meanwhile, which get the numbers of closed descriptors: an
/// operation with a stale number would find, change or close one of these files.
/// </summary>
[Collection(KernelTests.Name)]
public sealed class ConcurrentDisposalTests : IDisposable
{
    private const int Users = 8;
    private const int Rounds = 40;
    private const string Pin = "/sys/fs/bpf/bpfgen-test-race";
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    /// <summary>Two values without a zero half, so that a value of two writes is seen.</summary>
    private static readonly ulong[] Values = [0x1111111111111111, 0x2222222222222222];

    private static readonly Dictionary<string, Func<(IDisposable Handle, Action[] Uses)>> Cases = new()
    {
        ["array map"] = static () =>
        {
            var map = ArrayMap<ulong>.Create(4);
            return (map,
            [
                () => map[0] = Values[0], () => map[0] = Values[1], () => Whole(map[0]),
                () => map.GetInfo(), () => map.Duplicate().Dispose(), () => map.Pin(Pin), map.Unpin,
            ]);
        },
        ["hash map"] = static () =>
        {
            var map = HashMap<ulong, ulong>.Create(16);
            return (map,
            [
                () => map[1] = Values[0], () => map[1] = Values[1], () => Whole(map.TryGetValue(1, out var value) ? value : 0),
                () => map.Remove(2), () => map.GetInfo(), () => map.Duplicate().Dispose(),
            ]);
        },
        ["ring buffer reader"] = static () =>
        {
            var map = RingBuffer.Create(4096);
            var reader = map.OpenReader();
            map.Dispose();
            return (reader, [() => Exclusive(() => reader.Poll(Moment, static _ => { })), () => Exclusive(() => Read(reader))]);
        },
        ["perf event reader"] = static () =>
        {
            using var map = PerfEventArray.Create();
            var reader = map.OpenReader();
            return (reader, [() => Exclusive(() => reader.Poll(Moment, static _ => { })), () => _ = reader.LostCount]);
        },
        ["reader set"] = static () =>
        {
            var set = new ReaderSet();
            return (set, [() => Exclusive(() => set.Poll(Moment)), () => AddTo(set)]);
        },
        ["user ring buffer writer"] = static () =>
        {
            using var map = UserRingBuffer.Create(4096);
            var writer = map.OpenWriter();
            return (writer, [() => Write(writer)]);
        },
        ["link"] = static () =>
        {
            var tracer = Tracepoints.Load();
            var link = tracer.OnRename.Attach();
            return (new Both(link, tracer), [() => _ = link.Info, () => _ = link.Id, () => link.Pin(Pin), link.Unpin]);
        },
        ["program"] = static () =>
        {
            var tracer = Tracepoints.Load();
            var program = tracer.OnRename;
            return (new Both(program, tracer),
            [
                () => _ = program.Id, () => program.GetInfo(), () => program.GetMapIds(), () => program.Attach().Dispose(),
                () => program.Pin(Pin), program.Unpin,
            ]);
        },
        ["object"] = static () =>
        {
            var globals = Globals.Load();
            return (globals,
            [
                () => globals.Add.TestRun(new byte[64]), () => _ = globals.Bss.Packets, () => globals.Data.Total = 5,
                () => globals.Add.GetInfo(),
            ]);
        },
        ["link of a filter"] = static () =>
        {
            var ring = Ring.Load();
            var socket = PacketSocket.Open("lo");
            var link = ring.Send.Attach(socket);
            return (new Both(link, socket, ring), [link.Dispose, () => _ = ring.Send.Id, () => ring.Send.Attach(socket).Dispose()]);
        },
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("bpfgen-").FullName;

    public static TheoryData<string> Names => [.. Cases.Keys];

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        File.Delete(Pin);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Operations_during_Dispose_succeed_or_throw_ObjectDisposedException(string name)
    {
        Kernel.BpfFileSystemRequired();
        var files = KernelObjects.OpenFilesAtRest();
        var foreign = new ConcurrentQueue<Exception>();
        var (done, disposed, checkedFiles) = (0L, 0L, 0L);
        var isOver = false;
        var collector = new Thread(() =>
        {
            while (!Volatile.Read(ref isOver))
            {
                GC.Collect(0);
                Thread.Sleep(1);
            }
        });
        var neighbour = new Thread(() => Guard(foreign, () => checkedFiles = OpenFiles(ref isOver)));
        collector.Start();
        neighbour.Start();

        for (var round = 0; round < Rounds; round++)
        {
            var (handle, uses) = Cases[name]();
            using var start = new Barrier(Users + 1);
            var users = Enumerable.Range(0, Users).Select(index => new Thread(() =>
            {
                start.SignalAndWait();
                for (var i = 0; i < 200; i++)
                {
                    try
                    {
                        uses[(index + i) % uses.Length]();
                        Interlocked.Increment(ref done);
                    }
                    catch (ObjectDisposedException)
                    {
                        Interlocked.Increment(ref disposed);
                        return;
                    }
                    catch (Exception exception) when (IsExpected(exception))
                    {
                    }
                    catch (Exception exception)
                    {
                        foreign.Enqueue(exception);
                        return;
                    }
                }
            })).ToList();
            users.ForEach(static thread => thread.Start());
            start.SignalAndWait(TestContext.Current.CancellationToken);
            Thread.SpinWait(round * 2_000);
            handle.Dispose();
            users.ForEach(static thread => Assert.True(thread.Join(Poll.Timeout), "a thread did not end"));
            File.Delete(Pin);
        }

        Volatile.Write(ref isOver, true);
        collector.Join();
        neighbour.Join();
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: {Rounds} rounds, {done} operations, {disposed} threads saw the disposal, {checkedFiles} files checked"));
        Assert.Empty(foreign.Take(3));
        Assert.True(done > 0 && disposed > 0 && checkedFiles > 0);
        Poll.Until(() => KernelObjects.OpenFilesAtRest() <= files, $"no more than {files} open files");
    }

    /// <summary>Errors that two threads cause each other: the pin exists already, or not any more.</summary>
    private static bool IsExpected(Exception exception) =>
        exception is BpfException { ErrnoName: "EEXIST" or "ENOENT" }
        || (exception is InvalidOperationException && exception.Message.Contains("has no pin", StringComparison.Ordinal));

    /// <summary>Opens files, and checks that each descriptor still belongs to its file before it closes it.</summary>
    private long OpenFiles(ref bool isOver)
    {
        var count = 0L;
        var held = new Queue<(SafeFileHandle Handle, string Path)>();
        while (!Volatile.Read(ref isOver))
        {
            var path = Path.Combine(_folder, (count % 64).ToString(CultureInfo.InvariantCulture));
            held.Enqueue((File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite), path));
            count++;
            if (held.Count == 32)
            {
                var (handle, own) = held.Dequeue();
                Assert.Equal(own, new FileInfo($"/proc/self/fd/{handle.DangerousGetHandle()}").LinkTarget);
                Assert.Equal(0, RandomAccess.GetLength(handle));
                handle.Dispose();
            }
        }

        foreach (var (handle, own) in held)
        {
            Assert.Equal(own, new FileInfo($"/proc/self/fd/{handle.DangerousGetHandle()}").LinkTarget);
            handle.Dispose();
        }

        return count;
    }

    private static void Guard(ConcurrentQueue<Exception> foreign, Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception)
        {
            foreign.Enqueue(exception);
        }
    }

    private static void Whole(ulong value) => Assert.True(value == 0 || Values.Contains(value), $"a torn value: {value:x}");

    /// <summary>Only one thread at a time may read: the others get an error that says so.</summary>
    private static void Exclusive(Action read)
    {
        try
        {
            read();
        }
        catch (InvalidOperationException exception) when (exception is not ObjectDisposedException)
        {
            Assert.Contains("read", exception.Message);
        }
    }

    private static void Read(RingBufferReader reader)
    {
        foreach (var record in reader.Read(TimeSpan.Zero))
        {
            _ = record.Length;
        }
    }

    private static void Write(UserRingBufferWriter writer)
    {
        if (writer.TryReserve(8, out var record))
        {
            record.Data.Fill(1);
            record.Discard();
        }
    }

    private static void AddTo(ReaderSet set)
    {
        using var map = RingBuffer.Create(4096);
        var reader = map.OpenReader();
        try
        {
            set.Add(reader, static _ => { });
        }
        catch (ObjectDisposedException)
        {
            reader.Dispose();
            throw;
        }

        reader.Dispose();
    }

    private sealed class Both(params IDisposable[] handles) : IDisposable
    {
        public void Dispose()
        {
            foreach (var handle in handles)
            {
                handle.Dispose();
            }
        }
    }
}
