using System.Collections.Generic;

namespace BpfGen.Testing.Kernels;

/// <summary>What the attributes for tests on other kernels have in common.</summary>
internal interface IKernelAttribute
{
    IReadOnlyList<string> Kernels { get; }

    KernelArchitecture Architecture { get; }
}
