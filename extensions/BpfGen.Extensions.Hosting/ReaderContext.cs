using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace BpfGen.Extensions.Hosting;

/// <summary>The services, counters, queue consumers and failure handler that all readers of an object share.</summary>
internal sealed class ReaderContext : IDisposable
{
    private readonly Action<Exception> _onCallbackError;
    private readonly List<PerfEventReader> _perfReaders = [];
    private readonly List<(string Map, uint Size, RingBufferReader Reader)> _rings = [];
    private readonly List<Task> _consumers = [];
    private readonly List<Action> _completions = [];
    private readonly CancellationTokenSource _abort = new();
    private long _received;
    private long _dropped;

    public ReaderContext(IServiceProvider services, Action<Exception> onCallbackError)
    {
        Services = services;
        Abort = _abort.Token;
        _onCallbackError = onCallbackError;
    }

    public IServiceProvider Services { get; }

    /// <summary>Cancelled when the host stops waiting for callbacks. Consumers can use the token after this context is disposed.</summary>
    public CancellationToken Abort { get; }

    public long Received => Interlocked.Read(ref _received);

    public long Dropped => Interlocked.Read(ref _dropped);

    public long Lost
    {
        get
        {
            long lost = 0;
            foreach (var reader in _perfReaders)
            {
                lost += reader.LostCount;
            }

            return lost;
        }
    }

    /// <summary>The readers of ring buffers, with the name and the size of their maps.</summary>
    public IReadOnlyList<(string Map, uint Size, RingBufferReader Reader)> Rings => _rings;

    public void CountReceived(int count) => Interlocked.Add(ref _received, count);

    public void CountDropped(int count = 1) => Interlocked.Add(ref _dropped, count);

    public void Fail(Exception exception) => _onCallbackError(exception);

    /// <summary>Adds a reader whose lost records are counted.</summary>
    public TReader Watch<TReader>(TReader reader)
        where TReader : PerfEventReader
    {
        _perfReaders.Add(reader);
        return reader;
    }

    /// <summary>Opens a reader whose unread bytes are measured.</summary>
    public RingBufferReader Open(RingBuffer buffer) => Measure(buffer, buffer.OpenReader());

    /// <inheritdoc cref="Open(RingBuffer)"/>
    public RingBufferReader<TRecord> Open<TRecord>(RingBuffer<TRecord> buffer)
        where TRecord : unmanaged => Measure(buffer, buffer.OpenReader());

    private TReader Measure<TReader>(BpfMap buffer, TReader reader)
        where TReader : RingBufferReader
    {
        _rings.Add((buffer.Name, buffer.MaxEntries, reader));
        return reader;
    }

    /// <summary>Adds a consumer of a queue.</summary>
    /// <param name="consumer">Runs until the queue is completed and empty.</param>
    /// <param name="complete">Completes the queue.</param>
    public void Add(Task consumer, Action complete)
    {
        _consumers.Add(consumer);
        _completions.Add(complete);
    }

    /// <summary>Waits until the queues are empty.</summary>
    /// <returns>Whether all records were processed in time.</returns>
    public async Task<bool> CompleteAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        _completions.ForEach(complete => complete());
        var consumers = Task.WhenAll(_consumers);
        try
        {
            await consumers.WaitAsync(timeout, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            await _abort.CancelAsync().ConfigureAwait(false);
            return false;
        }
    }

    /// <summary>Completes the queues, so that their consumers end.</summary>
    public void Dispose()
    {
        _completions.ForEach(complete => complete());
        _abort.Dispose();
    }
}
