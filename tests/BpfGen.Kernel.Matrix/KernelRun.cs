namespace BpfGen.Kernel.Matrix;

/// <summary>The run of the test binary on one kernel.</summary>
/// <param name="Kernel">The name of the kernel.</param>
/// <param name="Output">The output of the test binary; a part of it if the machine stopped.</param>
/// <param name="Error">The reason why the machine did not run all cases; null if it did.</param>
internal sealed record KernelRun(string Kernel, string Output, string? Error);
