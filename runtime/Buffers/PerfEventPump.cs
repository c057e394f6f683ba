using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;

namespace BpfGen;

/// <summary>
/// Makes an asynchronous sequence of a reader. Waiting in the kernel takes a thread of its own: .NET has no way to await a file descriptor
/// that is not a socket.
/// </summary>
internal static class PerfEventPump
{
    /// <summary>A consumer that is slower than this much makes the thread wait, and then the kernel count what is lost.</summary>
    private const int MostWaiting = 1024;

    public static async IAsyncEnumerable<PerfEventRecord> ReadAll(PerfEventReader reader, [EnumeratorCancellation] CancellationToken cancel)
    {
        var channel = Channel.CreateBounded<PerfEventRecord>(new BoundedChannelOptions(MostWaiting) { SingleReader = true, SingleWriter = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel, reader.Disposing);
        using var wake = stop.Token.Register(reader.Wake);
        var pump = Task.Factory.StartNew(
            () => Run(reader, channel.Writer, stop.Token),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
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
            await stop.CancelAsync().ConfigureAwait(false);
            await pump.ConfigureAwait(false);
        }

        cancel.ThrowIfCancellationRequested();
    }

    private static void Run(PerfEventReader reader, ChannelWriter<PerfEventRecord> writer, CancellationToken stop)
    {
        Exception? failure = null;
        try
        {
            while (!stop.IsCancellationRequested)
            {
                reader.Poll(Timeout.InfiniteTimeSpan, (writer, stop), static (record, target) => Send(new PerfEventRecord(record), target.writer, target.stop));
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

        writer.TryComplete(failure);
    }

    private static void Send(PerfEventRecord record, ChannelWriter<PerfEventRecord> writer, CancellationToken stop)
    {
        while (!writer.TryWrite(record))
        {
            if (!writer.WaitToWriteAsync(stop).AsTask().GetAwaiter().GetResult())
            {
                return;
            }
        }
    }
}
