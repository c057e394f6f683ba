namespace BpfGen.Extensions.Hosting;

/// <summary>Describes the span of a record.</summary>
/// <typeparam name="TRecord">The struct of a record.</typeparam>
/// <param name="record">The record. It is valid only during the call: copy what you keep.</param>
/// <returns>The span; null if the record has none.</returns>
public delegate KernelSpan? SpanSelector<TRecord>(in TRecord record)
    where TRecord : unmanaged;
