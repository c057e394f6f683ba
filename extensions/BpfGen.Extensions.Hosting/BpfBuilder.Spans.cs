using System;

namespace BpfGen.Extensions.Hosting;

public sealed partial class BpfBuilder<T>
{
    /// <summary>
    /// Adds a reader of a ring buffer whose records have the start and the end of an operation, and writes them as spans to
    /// <see cref="BpfTelemetry.ActivitySource"/>. Without a listener, <paramref name="span"/> is not called.
    /// </summary>
    /// <typeparam name="TRecord">The struct of a record.</typeparam>
    /// <param name="buffer">Returns the ring buffer of the object.</param>
    /// <param name="span">Describes the span of a record. It is called on the thread of the reader.</param>
    /// <param name="configure">Sets options of the reader; null for none.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="buffer"/> or <paramref name="span"/> is null.</exception>
    /// <example>
    /// <code>
    /// .AddSpans(
    ///     probe => probe.Events,
    ///     (in Event e) => new KernelSpan("open", e.Start, e.End) { Tags = new() { { "process.pid", e.Pid } } })
    /// </code>
    /// </example>
    public BpfBuilder<T> AddSpans<TRecord>(
        Func<T, RingBuffer<TRecord>> buffer, SpanSelector<TRecord> span, Action<BpfReaderOptions>? configure = null)
        where TRecord : unmanaged
    {
        ArgumentNullException.ThrowIfNull(span);
        return AddReader(buffer, Writer(span), configure);
    }

    /// <summary>
    /// Adds a reader of a perf event array whose records have the start and the end of an operation, and writes them as spans to
    /// <see cref="BpfTelemetry.ActivitySource"/>. Without a listener, <paramref name="span"/> is not called.
    /// </summary>
    /// <inheritdoc cref="AddSpans{TRecord}(Func{T, RingBuffer{TRecord}}, SpanSelector{TRecord}, Action{BpfReaderOptions}?)"/>
    /// <param name="buffer">Returns the perf event array of the object.</param>
    /// <param name="span">Describes the span of a record. It is called on the thread of the reader.</param>
    /// <param name="configure">Sets options of the reader; null for none.</param>
    public BpfBuilder<T> AddSpans<TRecord>(
        Func<T, PerfEventArray<TRecord>> buffer, SpanSelector<TRecord> span, Action<BpfReaderOptions>? configure = null)
        where TRecord : unmanaged
    {
        ArgumentNullException.ThrowIfNull(span);
        return AddReader(buffer, Writer(span), configure);
    }

    private static RecordAction<TRecord> Writer<TRecord>(SpanSelector<TRecord> span)
        where TRecord : unmanaged => (in record, _) =>
        {
            if (BpfTelemetry.ActivitySource.HasListeners())
            {
                span(in record)?.Write(BpfTelemetry.ActivitySource);
            }
        };
}
