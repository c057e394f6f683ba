using Xunit;

namespace BpfGen.Hosting.Tests.Support;

/// <summary>
/// The collection of tests that run one at a time. The probes record the calls of the whole process, so two tests that run at the same time
/// would see each other's records.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class KernelTests
{
    public const string Name = "kernel";
}
