namespace BpfGen;

/// <summary>Receives a record.</summary>
/// <param name="record">The record, valid during the call only.</param>
public delegate void PerfEventCallback(PerfEvent record);

/// <summary>Receives a record, and what the caller wants to have at hand: a static lambda with it allocates nothing.</summary>
/// <typeparam name="TState">What the caller wants to have at hand.</typeparam>
/// <param name="record">The record, valid during the call only.</param>
/// <param name="state">What was given to the reader.</param>
public delegate void PerfEventCallback<TState>(PerfEvent record, TState state);
