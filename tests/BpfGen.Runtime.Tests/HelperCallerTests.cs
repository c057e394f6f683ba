using System;
using System.Collections.Generic;
using System.Linq;
using BpfGen.KernelFacts;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>BpfGen's table of helpers allows a program type to call a helper whenever the running kernel does.</summary>
[Collection(KernelTests.Name)]
public sealed class HelperCallerTests
{
    public HelperCallerTests() => Kernel.NetworkRequired();

    /// <summary>
    /// The program types to test. Programs for remote controls and security modules are left out, because not every machine can load them.
    /// Extension and struct_ops programs are left out, because they have no helpers of their own.
    /// </summary>
    public static TheoryData<ProgramType> Types => [.. Enum.GetValues<ProgramType>()
        .Where(type => type is not (ProgramType.Unspecified or ProgramType.LircMode2 or ProgramType.Lsm
            or ProgramType.Extension or ProgramType.StructOps))];

    [Theory]
    [MemberData(nameof(Types))]
    public void The_helper_table_allows_the_calls_that_the_kernel_allows(ProgramType type)
    {
        var missing = new List<string>();
        for (var helper = 1; HelperTable.NameOf(helper) is { } name; helper++)
        {
            if (!HelperCallers.MayCall(type, helper) && KernelFeatures.Has(type, helper))
            {
                missing.Add(name);
            }
        }

        Assert.Empty(missing);
    }
}
