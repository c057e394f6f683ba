using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using BpfGen.Runtime.Tests.Support;

namespace BpfGen.Runtime.Tests.Faults;

/// <content>Lives of buffers and their readers.</content>
internal static partial class Lives
{
    private static void RingBuffer(Stage stage)
    {
        using var ring = Ring.Load();
        using var socket = PacketSocket.Open("lo");
        using var reader = ring.Packets.OpenReader();
        using var link = ring.Send.Attach(socket);
        var lengths = 0u;
        Stage.Until(() => reader.Poll(TimeSpan.FromMilliseconds(20), (in packet) => lengths += packet.Length) > 0, stage.SendPacket);
        Expect(lengths > 0);
    }

    private static void PerfEventArray(Stage stage)
    {
        using var probe = Numbered.Load();
        using var reader = probe.Records.OpenReader();
        using var link = probe.OnGetpgid.Attach();
        var numbers = 0;
        Stage.Until(
            () => reader.Poll(TimeSpan.FromMilliseconds(20), _ => numbers++) > 0,
            () => stage.Outside(() => Trigger.GetProcessGroup(probe.Rodata.WantedGroup)));
        Expect(numbers > 0);
    }

    private static void ReaderSetOfTwo(Stage stage)
    {
        using var records = Records.Load();
        using var socket = PacketSocket.Open("lo");
        using var readers = new ReaderSet();
        var (events, plain) = (0, 0);
        readers.Add(records.Events.OpenReader(), (in _) => events++);
        readers.Add((PerfEventReader)records.Plain.OpenReader(), _ => plain++);
        using var link = records.Send.Attach(socket);
        Stage.Until(
            () =>
            {
                readers.Poll(TimeSpan.FromMilliseconds(20));
                return events > 0 && plain > 0;
            },
            stage.SendPacket);
    }

    private static void AsynchronousRingBuffer(Stage stage)
    {
        using var ring = Ring.Load();
        using var socket = PacketSocket.Open("lo");
        using var reader = ring.Packets.OpenReader();
        using var link = ring.Send.Attach(socket);
        Asynchronous(stage, reader.ReadAllAsync, reader, stage.SendPacket);
    }

    private static void AsynchronousPerfEventArray(Stage stage)
    {
        using var probe = Numbered.Load();
        using var reader = probe.Records.OpenReader();
        using var link = probe.OnGetpgid.Attach();
        Asynchronous(
            stage, reader.ReadAllAsync, reader, () => stage.Outside(() => Trigger.GetProcessGroup(probe.Rodata.WantedGroup)));
    }

    /// <summary>Receives a record that arrives during a wait, cancels the next wait, and disposes the reader during the third.</summary>
    private static void Asynchronous<T>(
        Stage stage, Func<CancellationToken, IAsyncEnumerable<T>> read, IDisposable reader, Action cause)
    {
        using var cancel = new CancellationTokenSource();
        Use(read(cancel.Token), records =>
        {
            var next = records.MoveNextAsync().AsTask();
            cause();
            Expect(End(next));
            while ((next = records.MoveNextAsync().AsTask()).IsCompleted)
            {
                Expect(End(next));
            }

            stage.UntilWaiting(next);
            cancel.Cancel();
            try
            {
                Expect(!End(next));
            }
            catch (OperationCanceledException)
            {
                return;
            }

            throw new InvalidOperationException("The sequence was not cancelled.");
        });
        Use(read(CancellationToken.None), records =>
        {
            var next = records.MoveNextAsync().AsTask();
            stage.UntilWaiting(next);
            reader.Dispose();
            Expect(!End(next));
        });
    }

    private static void Use<T>(IAsyncEnumerable<T> sequence, Action<IAsyncEnumerator<T>> action)
    {
        var records = sequence.GetAsyncEnumerator(CancellationToken.None);
        try
        {
            action(records);
        }
        finally
        {
            End(records.DisposeAsync().AsTask());
        }
    }

    /// <summary>Waits for a task on this thread, which has the filter.</summary>
    private static bool End(Task<bool> task)
    {
        End((Task)task);
        return task.Result;
    }

    /// <inheritdoc cref="End(Task{bool})"/>
    private static void End(Task task)
    {
        if (!((IAsyncResult)task).AsyncWaitHandle.WaitOne(TimeSpan.FromSeconds(10)))
        {
            throw new InvalidOperationException("The reader waits, although it was to end.");
        }

        task.GetAwaiter().GetResult();
    }

    /// <summary>A set of readers, which is disposed while another thread waits for records.</summary>
    private static void ReaderSetInBackground(Stage stage)
    {
        using var records = Records.Load();
        using var socket = PacketSocket.Open("lo");
        using var readers = new ReaderSet();
        var events = 0;
        readers.Add(records.Events.OpenReader(), (in _) => events++);
        using var link = records.Send.Attach(socket);
        stage.SendPacket();
        var read = Task.Factory.StartNew(
            () =>
            {
                while (readers.Poll(Timeout.InfiniteTimeSpan) > 0)
                {
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        Stage.Until(() => Volatile.Read(ref events) > 0 || read.IsCompleted, static () => Thread.Sleep(1));
        stage.UntilWaiting(read);
        readers.Dispose();
        End(read);
    }

    private static void UserRing(Stage stage)
    {
        using var exchange = Exchange.Load();
        using var writer = exchange.Orders.OpenWriter();
        Expect(writer.TrySend(new() { Add = 4, Times = 1 }));
        using var socket = PacketSocket.Open("lo");
        using var link = exchange.Obey.Attach(socket);
        Stage.Until(() => exchange.Bss.Received == 1, stage.SendPacket);
    }
}
