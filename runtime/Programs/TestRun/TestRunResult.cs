namespace BpfGen;

/// <summary>The result of a test run.</summary>
/// <param name="ReturnValue">The return value of the program's last run.</param>
/// <param name="DurationNanoseconds">The average duration of one run in nanoseconds; 0 if the kernel does not measure it.</param>
/// <param name="OutputSize">The size of the program's data after the run, in bytes. It may be larger than the output buffer.</param>
public readonly record struct TestRunResult(int ReturnValue, long DurationNanoseconds, int OutputSize);
