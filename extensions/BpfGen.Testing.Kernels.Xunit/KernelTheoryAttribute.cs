using System;
using System.Collections.Generic;
using Xunit;
using Xunit.v3;

namespace BpfGen.Testing.Kernels;

/// <summary>
/// A test with data that runs on other kernels, each in a virtual machine. One machine runs all rows; each row on each kernel is one
/// result.
/// </summary>
/// <remarks>
/// The virtual machine gets the output folder of the test project and the .NET runtime, and runs the test as root. Without QEMU, the test
/// is skipped; with the variable <c>BPFGEN_REQUIRE_KERNELS=1</c> it fails. <c>Timeout</c> is the time limit of one machine in milliseconds.
/// </remarks>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer(typeof(KernelTheoryDiscoverer))]
public sealed class KernelTheoryAttribute : TheoryAttribute, IKernelAttribute
{
    /// <summary>Chooses the kernels of the test.</summary>
    /// <param name="kernels">
    /// Versions (<c>5.10</c>, <c>6.1</c>, <c>6.12</c>), Debian suites (<c>sid</c>), or paths of images. The default is all versions.
    /// </param>
    public KernelTheoryAttribute(params string[] kernels) => Kernels = kernels is { Length: > 0 } ? kernels : KernelName.Versions;

    /// <summary>The names of the kernels.</summary>
    public IReadOnlyList<string> Kernels { get; }

    /// <summary>The architecture of the kernels. The default is x86-64.</summary>
    public KernelArchitecture Architecture { get; set; }
}
