using System;

namespace BpfGen.Extensions.Hosting;

public sealed partial class BpfBuilder<T>
{
    /// <summary>Adds a reader of a ring buffer. The callback is called on the thread of the reader, without allocations.</summary>
    /// <typeparam name="TRecord">The struct of a record.</typeparam>
    /// <param name="buffer">Returns the ring buffer of the object.</param>
    /// <param name="callback">Receives each record.</param>
    /// <param name="configure">Sets options of the reader; null for none.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="buffer"/> or <paramref name="callback"/> is null.</exception>
    public BpfBuilder<T> AddReader<TRecord>(
        Func<T, RingBuffer<TRecord>> buffer, RecordAction<TRecord> callback, Action<BpfReaderOptions>? configure = null)
        where TRecord : unmanaged
    {
        return Add(buffer, callback, configure, (_, context) => Guarded(callback, context));
    }

    /// <summary>Adds a reader of a perf event array. The callback is called on the thread of the reader, without allocations.</summary>
    /// <inheritdoc cref="AddReader{TRecord}(Func{T, RingBuffer{TRecord}}, RecordAction{TRecord}, Action{BpfReaderOptions}?)"/>
    /// <param name="buffer">Returns the perf event array of the object.</param>
    /// <param name="callback">Receives each record.</param>
    /// <param name="configure">Sets options of the reader; null for none.</param>
    public BpfBuilder<T> AddReader<TRecord>(
        Func<T, PerfEventArray<TRecord>> buffer, RecordAction<TRecord> callback, Action<BpfReaderOptions>? configure = null)
        where TRecord : unmanaged
    {
        return Add(buffer, callback, configure, (_, context) => Guarded(callback, context));
    }

    /// <summary>Adds a reader of a ring buffer whose records have no type.</summary>
    /// <param name="buffer">Returns the ring buffer of the object.</param>
    /// <param name="callback">Receives the bytes of each record, on the thread of the reader.</param>
    /// <param name="configure">Sets options of the reader; null for none.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="buffer"/> or <paramref name="callback"/> is null.</exception>
    public BpfBuilder<T> AddReader(
        Func<T, RingBuffer> buffer, RawRecordAction callback, Action<BpfReaderOptions>? configure = null)
    {
        Check(buffer, callback);
        return Add(configure, (probe, set, context, _) => set.Add(context.Open(buffer(probe)), record =>
        {
            try
            {
                callback(record, context.Services);
            }
            catch (Exception exception)
            {
                context.Fail(exception);
            }
        }));
    }

    /// <summary>Adds a reader of a perf event array whose records have no type.</summary>
    /// <param name="buffer">Returns the perf event array of the object.</param>
    /// <param name="callback">Receives the CPU and the bytes of each record, on the thread of the reader.</param>
    /// <param name="configure">Sets options of the reader; null for none.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="buffer"/> or <paramref name="callback"/> is null.</exception>
    public BpfBuilder<T> AddReader(
        Func<T, PerfEventArray> buffer, PerfEventAction callback, Action<BpfReaderOptions>? configure = null)
    {
        Check(buffer, callback);
        return Add(configure, (probe, set, context, options) =>
            set.Add(context.Watch(buffer(probe).OpenReader(options.PerfOptions)), record =>
            {
                try
                {
                    callback(record, context.Services);
                }
                catch (Exception exception)
                {
                    context.Fail(exception);
                }
            }));
    }

    /// <summary>Adds a reader of a ring buffer with an asynchronous callback. Records wait for it in a bounded queue.</summary>
    /// <typeparam name="TRecord">The struct of a record.</typeparam>
    /// <param name="buffer">Returns the ring buffer of the object.</param>
    /// <param name="callback">Receives each record, one after another.</param>
    /// <param name="configure">Sets options of the reader and its queue; null for none.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="buffer"/> or <paramref name="callback"/> is null.</exception>
    public BpfBuilder<T> AddAsyncReader<TRecord>(
        Func<T, RingBuffer<TRecord>> buffer, AsyncRecordAction<TRecord> callback, Action<BpfReaderOptions>? configure = null)
        where TRecord : unmanaged
    {
        return Add(buffer, callback, configure, (options, context) => RecordQueue<TRecord>.Start(options, context, callback).Add);
    }

    /// <summary>Adds a reader of a perf event array with an asynchronous callback. Records wait for it in a bounded queue.</summary>
    /// <inheritdoc cref="AddAsyncReader{TRecord}(Func{T, RingBuffer{TRecord}}, AsyncRecordAction{TRecord}, Action{BpfReaderOptions}?)"/>
    /// <param name="buffer">Returns the perf event array of the object.</param>
    /// <param name="callback">Receives each record, one after another.</param>
    /// <param name="configure">Sets options of the reader and its queue; null for none.</param>
    public BpfBuilder<T> AddAsyncReader<TRecord>(
        Func<T, PerfEventArray<TRecord>> buffer, AsyncRecordAction<TRecord> callback, Action<BpfReaderOptions>? configure = null)
        where TRecord : unmanaged
    {
        return Add(buffer, callback, configure, (options, context) => RecordQueue<TRecord>.Start(options, context, callback).Add);
    }

    /// <summary>
    /// Adds a reader of a ring buffer that passes records in batches to an asynchronous callback. A batch has the records that have arrived
    /// since the last batch, at most <see cref="BpfReaderOptions.MaxBatchSize"/>.
    /// </summary>
    /// <typeparam name="TRecord">The struct of a record.</typeparam>
    /// <param name="buffer">Returns the ring buffer of the object.</param>
    /// <param name="callback">Receives the batches, one after another.</param>
    /// <param name="configure">Sets options of the reader and its queue; null for none.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="buffer"/> or <paramref name="callback"/> is null.</exception>
    public BpfBuilder<T> AddBatchReader<TRecord>(
        Func<T, RingBuffer<TRecord>> buffer, BatchAction<TRecord> callback, Action<BpfReaderOptions>? configure = null)
        where TRecord : unmanaged
    {
        return Add(buffer, callback, configure, (options, context) => RecordQueue<TRecord>.Start(options, context, callback).Add);
    }

    /// <summary>
    /// Adds a reader of a perf event array that passes records in batches to an asynchronous callback. A batch has the records that have
    /// arrived since the last batch, at most <see cref="BpfReaderOptions.MaxBatchSize"/>.
    /// </summary>
    /// <inheritdoc cref="AddBatchReader{TRecord}(Func{T, RingBuffer{TRecord}}, BatchAction{TRecord}, Action{BpfReaderOptions}?)"/>
    /// <param name="buffer">Returns the perf event array of the object.</param>
    /// <param name="callback">Receives the batches, one after another.</param>
    /// <param name="configure">Sets options of the reader and its queue; null for none.</param>
    public BpfBuilder<T> AddBatchReader<TRecord>(
        Func<T, PerfEventArray<TRecord>> buffer, BatchAction<TRecord> callback, Action<BpfReaderOptions>? configure = null)
        where TRecord : unmanaged
    {
        return Add(buffer, callback, configure, (options, context) => RecordQueue<TRecord>.Start(options, context, callback).Add);
    }

    private static void Check(Delegate buffer, Delegate callback)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        ArgumentNullException.ThrowIfNull(callback);
    }

    private static RecordCallback<TRecord> Guarded<TRecord>(RecordAction<TRecord> callback, ReaderContext context)
        where TRecord : unmanaged => (in record) =>
        {
            try
            {
                callback(in record, context.Services);
            }
            catch (Exception exception)
            {
                context.Fail(exception);
            }
        };

    /// <summary>Adds a typed reader of a ring buffer.</summary>
    /// <param name="buffer">Returns the ring buffer.</param>
    /// <param name="callback">The user's callback.</param>
    /// <param name="configure">Sets options of the reader; null for none.</param>
    /// <param name="receive">Returns the code that receives the records and passes them to the user's callback.</param>
    private BpfBuilder<T> Add<TRecord>(
        Func<T, RingBuffer<TRecord>> buffer,
        Delegate callback,
        Action<BpfReaderOptions>? configure,
        Func<BpfReaderOptions, ReaderContext, RecordCallback<TRecord>> receive)
        where TRecord : unmanaged
    {
        Check(buffer, callback);
        return Add(configure, (probe, set, context, options) => set.Add(context.Open(buffer(probe)), receive(options, context)));
    }

    /// <summary>Adds a typed reader of a perf event array. The method above explains the parameters.</summary>
    private BpfBuilder<T> Add<TRecord>(
        Func<T, PerfEventArray<TRecord>> buffer,
        Delegate callback,
        Action<BpfReaderOptions>? configure,
        Func<BpfReaderOptions, ReaderContext, RecordCallback<TRecord>> receive)
        where TRecord : unmanaged
    {
        Check(buffer, callback);
        return Add(configure, (probe, set, context, options) =>
            set.Add(context.Watch(buffer(probe).OpenReader(options.PerfOptions)), receive(options, context)));
    }

    private BpfBuilder<T> Add(Action<BpfReaderOptions>? configure, Action<T, ReaderSet, ReaderContext, BpfReaderOptions> open)
    {
        var options = new BpfReaderOptions();
        configure?.Invoke(options);
        _registration.Readers.Add(new(options.OwnThread, (probe, set, context) => open(probe, set, context, options)));
        return this;
    }
}
