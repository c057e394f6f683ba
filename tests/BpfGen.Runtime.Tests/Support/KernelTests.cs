using Xunit;

namespace BpfGen.Runtime.Tests.Support;

/// <summary>The collection of tests that run one at a time: some count objects in the kernel, and others create such objects.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class KernelTests
{
    public const string Name = "kernel";
}
