using System;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;

namespace BpfGen.Extensions.Hosting;

/// <summary>A bounded queue between the thread of a reader and an asynchronous callback.</summary>
internal sealed class RecordQueue<TRecord>
    where TRecord : unmanaged
{
    private readonly Channel<TRecord> _channel;
    private readonly ReaderContext _context;

    private RecordQueue(BpfReaderOptions options, ReaderContext context)
    {
        _context = context;
        var bounds = new BoundedChannelOptions(options.QueueCapacity)
        {
            FullMode = options.FullMode,
            SingleReader = true,
            SingleWriter = true,
        };
        _channel = Channel.CreateBounded<TRecord>(bounds, _ => context.CountDropped());
    }

    /// <summary>Starts a queue whose records are passed one by one.</summary>
    public static RecordQueue<TRecord> Start(BpfReaderOptions options, ReaderContext context, AsyncRecordAction<TRecord> callback)
    {
        var queue = new RecordQueue<TRecord>(options, context);
        queue.Run(() => queue.PassEach(callback));
        return queue;
    }

    /// <summary>Starts a queue whose records are passed in batches.</summary>
    public static RecordQueue<TRecord> Start(BpfReaderOptions options, ReaderContext context, BatchAction<TRecord> callback)
    {
        var queue = new RecordQueue<TRecord>(options, context);
        queue.Run(() => queue.PassBatches(callback, options.MaxBatchSize));
        return queue;
    }

    /// <summary>Adds a record. If the queue is full, waits or drops a record, as the options say.</summary>
    public void Add(in TRecord record)
    {
        if (!_channel.Writer.TryWrite(record))
        {
            Wait(record);
        }
    }

    private void Run(Func<Task> consume) => _context.Add(Task.Run(consume), () => _channel.Writer.TryComplete());

    private void Wait(TRecord record)
    {
        try
        {
            _channel.Writer.WriteAsync(record, _context.Abort).AsTask().GetAwaiter().GetResult();
        }
        catch (Exception exception) when (exception is OperationCanceledException or ChannelClosedException)
        {
            _context.CountDropped();
        }
    }

    private async Task PassEach(AsyncRecordAction<TRecord> callback)
    {
        await foreach (var record in _channel.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
        {
            if (_context.Abort.IsCancellationRequested)
            {
                _context.CountDropped();
                continue;
            }

            await Pass(services => callback(record, services, _context.Abort)).ConfigureAwait(false);
        }
    }

    private async Task PassBatches(BatchAction<TRecord> callback, int size)
    {
        var batch = new TRecord[size];
        while (await _channel.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
        {
            var count = 0;
            while (count < size && _channel.Reader.TryRead(out batch[count]))
            {
                count++;
            }

            if (_context.Abort.IsCancellationRequested)
            {
                _context.CountDropped(count);
                continue;
            }

            var records = batch.AsMemory(0, count);
            await Pass(services => callback(records, services, _context.Abort)).ConfigureAwait(false);
        }
    }

    private async Task Pass(Func<IServiceProvider, ValueTask> callback)
    {
        try
        {
            var scope = _context.Services.CreateAsyncScope();
            await using (scope.ConfigureAwait(false))
            {
                await callback(scope.ServiceProvider).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_context.Abort.IsCancellationRequested)
        {
            // The host waits no longer.
        }
        catch (Exception exception)
        {
            _context.Fail(exception);
        }
    }
}
