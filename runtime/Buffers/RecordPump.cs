using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;

namespace BpfGen.Buffers;

/// <summary>
/// Turns a reader into an asynchronous sequence. A dedicated thread waits in the
/// kernel, because .NET cannot await a file descriptor that is not a socket.
/// </summary>
/// <typeparam name="TRecord">The type of the copied records in the sequence.</typeparam>
internal static class RecordPump<TRecord>
{
    /// <summary>
    /// The maximum number of records that wait for the consumer. If the consumer is slower,
    /// the thread waits, the buffer fills up, and the kernel drops records.
    /// </summary>
    private const int MaxWaitingRecords = 1024;

    /// <param name="reader">The reader.</param>
    /// <param name="gate">The gate of the reader.</param>
    /// <param name="poll">Waits for records and sends copies of them. It returns when the gate is woken.</param>
    /// <param name="cancel">Ends the sequence with an exception.</param>
    /// <exception cref="ObjectDisposedException">The reader is disposed. This is thrown by this call, not by the enumeration.</exception>
    public static IAsyncEnumerable<TRecord> ReadAll(
        object reader, ReaderGate gate, Action<RecordPumpTarget<TRecord>> poll, CancellationToken cancel)
    {
        ObjectDisposedException.ThrowIf(gate.IsDisposed, reader);
        return ReadAll(gate, poll, cancel);
    }

    private static async IAsyncEnumerable<TRecord> ReadAll(
        ReaderGate gate, Action<RecordPumpTarget<TRecord>> poll, [EnumeratorCancellation] CancellationToken cancel)
    {
        var channel = Channel.CreateBounded<TRecord>(
            new BoundedChannelOptions(MaxWaitingRecords) { SingleReader = true, SingleWriter = true });

        // The source is not disposed, because a concurrent Dispose of the reader may still cancel it.
        var stop = new CancellationTokenSource();
        Action stopNow = stop.Cancel;
        using var cancelled = cancel.Register(stopNow);
        using var wake = stop.Token.Register(gate.Wake);
        gate.WhenDisposed(stopNow);
        var target = new RecordPumpTarget<TRecord>(channel.Writer, stop.Token);
        var pump = Task.Factory.StartNew(
            () => Run(target, poll), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
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
            // Wait for the thread to end, so that the buffers are released only when nobody uses them.
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
            // The consumer stopped, or the reader was disposed. Both end the sequence.
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        target.Writer.TryComplete(failure);
    }
}

/// <summary>The destination for copies of records.</summary>
/// <typeparam name="TRecord">The type of the copied records.</typeparam>
/// <param name="Writer">Receives the records.</param>
/// <param name="Stop">Is cancelled when no more records are wanted.</param>
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
