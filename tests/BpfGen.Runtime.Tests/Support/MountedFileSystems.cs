using BpfGen.Runtime.Tests.Support;
using BpfGen.Tests;
using Xunit;

[assembly: AssemblyFixture(typeof(MountedFileSystems))]

namespace BpfGen.Runtime.Tests.Support;

/// <summary>Mounts bpffs and tracefs before the first test, so that no test depends on the order in which tests run.</summary>
public sealed class MountedFileSystems
{
    public MountedFileSystems() => KernelFileSystems.Mount();
}
