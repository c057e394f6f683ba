using System.Collections.Generic;
using System.Threading.Tasks;
using Xunit.Sdk;
using Xunit.v3;

namespace BpfGen.Testing.Kernels;

/// <summary>
/// Finds the test cases of <see cref="KernelFactAttribute"/>: one for each kernel, or in a virtual machine the test itself.
/// </summary>
public sealed class KernelFactDiscoverer : FactDiscoverer
{
    /// <inheritdoc/>
    public override ValueTask<IReadOnlyCollection<IXunitTestCase>> Discover(
        ITestFrameworkDiscoveryOptions discoveryOptions, IXunitTestMethod testMethod, IFactAttribute factAttribute) =>
        KernelTestCases.IsGuest || testMethod is { Parameters.Count: > 0 } or { IsGenericMethodDefinition: true }
            ? base.Discover(discoveryOptions, testMethod, factAttribute)
            : new(KernelTestCases.Create(discoveryOptions, testMethod, factAttribute));
}
