using System.Collections.Generic;

namespace BpfGen.Testing.Kernels;

/// <summary>The properties that all attributes for tests on other kernels have.</summary>
internal interface IKernelAttribute
{
    IReadOnlyList<string> Kernels { get; }

    KernelArchitecture Architecture { get; }
}
