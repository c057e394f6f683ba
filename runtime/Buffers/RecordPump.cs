using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;

namespace BpfGen.Buffers;

/// <summary>
/// Makes an asynchronous sequence of a reader. Waiting in the kernel takes a thread of its own: .NET has no way to await a file descriptor
/// that is not a socket.
/// </summary>
/// <typeparam name="TRecord">What the sequence is of: copies of records.</typeparam>
internal static class RecordPump<TRecord>
{
    /// <summary>A consumer that is slower than this much makes the thread wait, and then the kernel lose what finds no room.</summary>
    private const int MostWaiting = 1024;

    /// <param name="reader">The reader.</param>
    /// <param name="gate">Its gate.</param>
    /// <param name="poll">Waits for records and sends copies of them; it comes back when the gate is woken.</param>
    /// <param name="cancel">Ends the sequence with an exception.</param>
    /// <exception cref="ObjectDisposedException">The reader is disposed; this is said at once, not when the sequence is read.</exception>
    public static IAsyncEnumerable<TRecord> ReadAll(object reader, ReaderGate gate, Action<RecordPumpTarget<TRecord>> poll, CancellationToken cancel)
    {
        ObjectDisposedException.ThrowIf(gate.IsDisposed, reader);
        return ReadAll(gate, poll, cancel);
    }

    private static async IAsyncEnumerable<TRecord> ReadAll(
        ReaderGate gate, Action<RecordPumpTarget<TRecord>> poll, [EnumeratorCancellation] CancellationToken cancel)
    {
        var channel = Channel.CreateBounded<TRecord>(new BoundedChannelOptions(MostWaiting) { SingleReader = true, SingleWriter = true });

        // Never disposed: who disposes the reader may be about to cancel it.
        var stop = new CancellationTokenSource();
        Action stopNow = stop.Cancel;
        using var cancelled = cancel.Register(stopNow);
        using var wake = stop.Token.Register(gate.Wake);
        gate.WhenDisposed(stopNow);
        var target = new RecordPumpTarget<TRecord>(channel.Writer, stop.Token);
        var pump = Task.Factory.StartNew(() => Run(target, poll), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            while (await channel.Reader.WaitToReadAsync(cancel).ConfigureAwait(false))
            {
                while (channel.Reader.TryRead(out var record))
                {
                    yield return record;
                }
            }
        }
        finally
        {
            // The buffers may be given back only when nobody is in them.
            gate.Forget(stopNow);
            await stop.CancelAsync().ConfigureAwait(false);
            await pump.ConfigureAwait(false);
        }

        cancel.ThrowIfCancellationRequested();
    }

    private static void Run(RecordPumpTarget<TRecord> target, Action<RecordPumpTarget<TRecord>> poll)
    {
        Exception? failure = null;
        try
        {
            while (!target.Stop.IsCancellationRequested)
            {
                poll(target);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
        {
            // The consumer has left, or the reader was disposed: either ends the sequence.
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        target.Writer.TryComplete(failure);
    }
}

/// <summary>Where a reader sends copies of records.</summary>
/// <typeparam name="TRecord">What they are.</typeparam>
/// <param name="Writer">Takes them.</param>
/// <param name="Stop">Nobody wants any more.</param>
internal sealed record RecordPumpTarget<TRecord>(ChannelWriter<TRecord> Writer, CancellationToken Stop)
{
    public void Send(TRecord record)
    {
        while (!Writer.TryWrite(record))
        {
            if (!Writer.WaitToWriteAsync(Stop).AsTask().GetAwaiter().GetResult())
            {
                return;
            }
        }
    }
}
