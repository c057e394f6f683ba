namespace BpfGen;

/// <summary>Receives a record of a perf event array.</summary>
/// <param name="record">The record. It is valid only during the call.</param>
public delegate void PerfEventCallback(PerfEvent record);

/// <summary>
/// Receives a record of a perf event array, together with a state object. With a static lambda, a call allocates nothing.
/// </summary>
/// <typeparam name="TState">The type of the state.</typeparam>
/// <param name="record">The record. It is valid only during the call.</param>
/// <param name="state">The state that was passed to the reader.</param>
public delegate void PerfEventCallback<TState>(PerfEvent record, TState state);
