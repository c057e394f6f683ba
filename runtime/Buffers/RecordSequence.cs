using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using BpfGen.Interop;

namespace BpfGen.Buffers;

/// <summary>
/// Turns a reader into an asynchronous sequence. Each step takes one record from the buffer, so that a sequence that ends early leaves
/// all other records in the buffer.
/// </summary>
/// <typeparam name="TRecord">The type of the copied records in the sequence.</typeparam>
internal static class RecordSequence<TRecord>
{
    /// <param name="subject">The reader, for messages.</param>
    /// <param name="gate">The gate of the reader.</param>
    /// <param name="source">Takes the next record.</param>
    /// <param name="wait">Waits until the buffer may have a record.</param>
    /// <param name="cancellationToken">Ends the sequence with an exception.</param>
    /// <exception cref="ObjectDisposedException">The reader is disposed. This is thrown by this call, not by the enumeration.</exception>
    public static IAsyncEnumerable<TRecord> ReadAll(
        string subject, ReaderGate gate, RecordSource<TRecord> source, Action<CancellableWait> wait, CancellationToken cancellationToken)
    {
        Disposed.ThrowIf(gate.IsDisposed, subject);
        return ReadAll(gate, source, wait, cancellationToken);
    }

    private static async IAsyncEnumerable<TRecord> ReadAll(
        ReaderGate gate,
        RecordSource<TRecord> source,
        Action<CancellableWait> wait,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cancellable = new CancellableWait();
        using var cancelled = cancellationToken.Register(cancellable.Cancel);
        using var thread = new WaitThread(() => wait(cancellable));
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TryTake(gate, source, out var record))
            {
                yield return record;
            }
            else if (gate.IsDisposed)
            {
                yield break;
            }
            else
            {
                await thread.WaitAsync().ConfigureAwait(false);
            }
        }
    }

    private static bool TryTake(ReaderGate gate, RecordSource<TRecord> source, out TRecord record)
    {
        try
        {
            return source(out record);
        }
        catch (ObjectDisposedException) when (gate.IsDisposed)
        {
            record = default!;
            return false;
        }
    }
}

/// <summary>Takes the next record of a buffer, without waiting.</summary>
/// <typeparam name="TRecord">The type of a copied record.</typeparam>
/// <param name="record">A copy of the record.</param>
/// <returns>False if there is no record.</returns>
internal delegate bool RecordSource<TRecord>(out TRecord record);
