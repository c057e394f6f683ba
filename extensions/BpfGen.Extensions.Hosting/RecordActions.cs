using System;
using System.Threading;
using System.Threading.Tasks;

namespace BpfGen.Extensions.Hosting;

/// <summary>Receives a record on the thread of the reader.</summary>
/// <typeparam name="TRecord">The struct of a record.</typeparam>
/// <param name="record">The record. It is valid only during the call: copy what you keep.</param>
/// <param name="services">The services of the host, without a scope.</param>
public delegate void RecordAction<TRecord>(in TRecord record, IServiceProvider services)
    where TRecord : unmanaged;

/// <summary>Receives the bytes of a record on the thread of the reader.</summary>
/// <param name="record">The record. It is valid only during the call: copy what you keep.</param>
/// <param name="services">The services of the host, without a scope.</param>
public delegate void RawRecordAction(ReadOnlySpan<byte> record, IServiceProvider services);

/// <summary>Receives a record of a perf event array on the thread of the reader.</summary>
/// <param name="record">The record: its CPU and its bytes. It is valid only during the call: copy what you keep.</param>
/// <param name="services">The services of the host, without a scope.</param>
public delegate void PerfEventAction(PerfEvent record, IServiceProvider services);

/// <summary>Receives a record asynchronously. The next record is passed when the returned task has completed.</summary>
/// <typeparam name="TRecord">The struct of a record.</typeparam>
/// <param name="record">The record.</param>
/// <param name="services">The services of the host, in a scope for this record.</param>
/// <param name="cancellationToken">Cancelled when the host stops, and no longer waits for the callback.</param>
/// <returns>A task that completes when the record is processed.</returns>
public delegate ValueTask AsyncRecordAction<TRecord>(TRecord record, IServiceProvider services, CancellationToken cancellationToken)
    where TRecord : unmanaged;

/// <summary>Receives several records asynchronously. The next batch is passed when the returned task has completed.</summary>
/// <typeparam name="TRecord">The struct of a record.</typeparam>
/// <param name="records">The records, in the order of the buffer. They are valid until the task completes.</param>
/// <param name="services">The services of the host, in a scope for this batch.</param>
/// <param name="cancellationToken">Cancelled when the host stops, and no longer waits for the callback.</param>
/// <returns>A task that completes when the records are processed.</returns>
public delegate ValueTask BatchAction<TRecord>(
    ReadOnlyMemory<TRecord> records, IServiceProvider services, CancellationToken cancellationToken)
    where TRecord : unmanaged;
