using Xunit;

namespace BpfGen.Runtime.Tests.Support;

/// <summary>Tests that count what is in the kernel cannot run beside others that put something there.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class KernelTests
{
    public const string Name = "kernel";
}
