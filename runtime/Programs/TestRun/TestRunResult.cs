namespace BpfGen;

/// <summary>What came of a program's run on request.</summary>
/// <param name="ReturnValue">What the program returned, in its last run.</param>
/// <param name="DurationNanoseconds">How long one run took, on average, in nanoseconds; 0 where the kernel does not measure it.</param>
/// <param name="OutputSize">How many bytes of data the program left, of which what found room was written.</param>
public readonly record struct TestRunResult(int ReturnValue, long DurationNanoseconds, int OutputSize);
