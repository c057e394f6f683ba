namespace BpfGen;

/// <summary>Receives a record as a struct, where the program wrote it.</summary>
/// <typeparam name="T">The struct, laid out as the program has it.</typeparam>
/// <param name="record">The record, valid during the call only.</param>
public delegate void RecordCallback<T>(in T record)
    where T : unmanaged;

/// <summary>Receives a record as a struct, and what the caller wants to have at hand: a static lambda with it allocates nothing.</summary>
/// <typeparam name="T">The struct, laid out as the program has it.</typeparam>
/// <typeparam name="TState">What the caller wants to have at hand.</typeparam>
/// <param name="record">The record, valid during the call only.</param>
/// <param name="state">What was given to the reader.</param>
public delegate void RecordCallback<T, TState>(in T record, TState state)
    where T : unmanaged;
