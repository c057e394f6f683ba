namespace BpfGen;

/// <summary>Receives a record as a reference to a struct in the buffer's memory.</summary>
/// <typeparam name="T">The struct, with the same layout as in the eBPF program.</typeparam>
/// <param name="record">The record. It is valid only during the call.</param>
public delegate void RecordCallback<T>(in T record)
    where T : unmanaged;

/// <summary>Receives a record as a struct, together with a state object. With a static lambda, a call allocates nothing.</summary>
/// <typeparam name="T">The struct, with the same layout as in the eBPF program.</typeparam>
/// <typeparam name="TState">The type of the state.</typeparam>
/// <param name="record">The record. It is valid only during the call.</param>
/// <param name="state">The state that was passed to the reader.</param>
public delegate void RecordCallback<T, TState>(in T record, TState state)
    where T : unmanaged;
