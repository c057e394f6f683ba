using System;
using System.Linq;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>The features of the kernel that an object requires, and the check of the running kernel.</summary>
[Collection(KernelTests.Name)]
public sealed class RequirementsTests
{
    [Fact]
    public void MinimumKernel_is_the_newest_kernel_that_any_map_or_program_requires() =>
        Assert.Equal(new Version(5, 12), Ring.Requirements.MinimumKernel);

    [Fact]
    public void A_program_lists_the_capabilities_for_loading_and_attaching() =>
        Assert.Equal(
            ["CAP_BPF", "CAP_PERFMON"], Hooks.Requirements.Programs.Single(program => program.Name == "on_read").Capabilities);

    [Fact]
    public void Check_reports_nothing_on_the_kernel_that_runs_these_tests()
    {
        Kernel.Required();

        Assert.Empty(Ring.Requirements.Check());
        Assert.Empty(Core.Requirements.Check());
    }

    [Fact]
    public void A_feature_that_no_kernel_has_is_missing()
    {
        Kernel.Required();
        var requirements = new ObjectRequirements(
            [new("events", (MapType)999)],
            [new("on_exec", ProgramType.Kprobe) { Helpers = [1, 9999], Features = [new(new(99, 0), "uses the future")] }]);

        Assert.Equal(
            [
                "map 'events': The kernel does not support maps of type 999.",
                "program 'on_exec': Programs of type Kprobe cannot call helper 9999.",
                $"program 'on_exec': It uses the future. The kernel is Linux {Environment.OSVersion.Version.ToString(2)}.",
            ],
            requirements.Check().Select(missing => $"{missing.Subject}: {missing.Reason}"));
    }
}
