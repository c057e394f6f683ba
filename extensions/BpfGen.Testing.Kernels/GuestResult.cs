using System;

namespace BpfGen.Testing.Kernels;

/// <summary>The result of a program in a virtual machine.</summary>
/// <param name="Status">The exit status of the program.</param>
/// <param name="Release">The release of the kernel: <c>6.1.0-41-cloud-amd64</c>.</param>
/// <param name="Output">The standard output and standard error of the program.</param>
/// <param name="ResultText">The contents of the result file; empty if the program wrote none.</param>
/// <param name="Console">The messages of the kernel.</param>
/// <param name="Duration">The time from the start of the machine to its end.</param>
public sealed record GuestResult(int Status, string Release, string Output, string ResultText, string Console, TimeSpan Duration);
