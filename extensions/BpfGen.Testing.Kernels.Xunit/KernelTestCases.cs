using System;
using System.Collections.Generic;
using System.Linq;
using Xunit.Sdk;
using Xunit.v3;

namespace BpfGen.Testing.Kernels;

/// <summary>Creates a test case for each kernel of a test.</summary>
internal static class KernelTestCases
{
    /// <summary>The environment variable that is set in virtual machines.</summary>
    public const string GuestVariable = "BPFGEN_KERNEL_GUEST";

    /// <summary>Whether this process runs in a virtual machine of this package.</summary>
    public static bool IsGuest => Environment.GetEnvironmentVariable(GuestVariable) == "1";

    public static IReadOnlyCollection<IXunitTestCase> Create(
        ITestFrameworkDiscoveryOptions options, IXunitTestMethod method, IFactAttribute attribute)
    {
        var kernels = (IKernelAttribute)attribute;
        var details = TestIntrospectionHelper.GetTestCaseDetails(options, method, attribute);
        return
        [
            .. kernels.Kernels.Distinct().Select(kernel => new KernelTestCase(
                method,
                KernelTestCase.NameOf(details.TestCaseDisplayName, kernel, kernels.Architecture),
                $"{details.UniqueID}-{kernel}-{kernels.Architecture}",
                attribute,
                kernel,
                kernels.Architecture)),
        ];
    }
}
