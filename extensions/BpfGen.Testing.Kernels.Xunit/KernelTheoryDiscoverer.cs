using System.Collections.Generic;
using System.Threading.Tasks;
using Xunit.Sdk;
using Xunit.v3;

namespace BpfGen.Testing.Kernels;

/// <summary>
/// Finds the test cases of <see cref="KernelTheoryAttribute"/>: one for each kernel, or in a virtual machine one for each row.
/// </summary>
public sealed class KernelTheoryDiscoverer : TheoryDiscoverer
{
    /// <inheritdoc/>
    public override ValueTask<IReadOnlyCollection<IXunitTestCase>> Discover(
        ITestFrameworkDiscoveryOptions discoveryOptions, IXunitTestMethod testMethod, IFactAttribute factAttribute) =>
        KernelTestCases.IsGuest
            ? base.Discover(discoveryOptions, testMethod, factAttribute)
            : new(KernelTestCases.Create(discoveryOptions, testMethod, factAttribute));
}
