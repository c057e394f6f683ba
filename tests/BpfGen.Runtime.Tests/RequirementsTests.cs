using System;
using System.Linq;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>The kernel features that an object requires, and the check whether the running kernel has them.</summary>
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
    public void A_cgroup_skb_program_lists_the_capability_for_attaching_at_ingress_although_that_attach_type_is_0() =>
        Assert.Equal(
            ["CAP_BPF", "CAP_NET_ADMIN"],
            new ProgramRequirements("filter", ProgramType.CgroupSkb) { AttachType = AttachType.CgroupInetIngress }.Capabilities);

    [Fact]
    public void Reasons_lists_the_type_helpers_and_features_of_a_program_newest_kernel_first()
    {
        var program = new ProgramRequirements("on_exec", ProgramType.Kprobe)
        {
            Helpers = [130],
            Features = [new(new(5, 3), "contains a loop")],
        };

        Assert.Equal(
            [new(new(5, 8), "calls bpf_ringbuf_output"), new(new(5, 3), "contains a loop"), new(new(4, 1), "has the type Kprobe")],
            program.Reasons);
        Assert.Equal(new Version(5, 8), program.MinimumKernel);
    }

    [Fact]
    public void CheckSupport_reports_nothing_on_the_kernel_that_runs_these_tests()
    {
        Kernel.Required();

        Assert.Empty(Ring.CheckSupport());
        Assert.Empty(Core.CheckSupport());
    }

    [Fact]
    public void FindMissing_reports_map_types_helpers_and_features_that_no_kernel_has()
    {
        Kernel.Required();
        var requirements = new ObjectRequirements(
            [new("events", (MapType)999)],
            [new("on_exec", ProgramType.Kprobe) { Helpers = [1, 9999], Features = [new(new(99, 0), "uses the future")] }]);

        Assert.Equal(
            [
                "Map 'events' is not supported. The kernel does not support maps of type 999.",
                "Program 'on_exec' is not supported. Programs of type Kprobe cannot call helper 9999.",
                "Program 'on_exec' requires Linux 99.0. It uses the future. "
                    + $"The kernel is Linux {Environment.OSVersion.Version.ToString(2)}.",
            ],
            requirements.FindMissing(kernelBtf: null).Select(missing => missing.ToString()));
    }

    [Fact]
    public void CheckSupport_reports_a_hook_that_the_kernel_does_not_have()
    {
        Kernel.Required();
        var requirements = new ObjectRequirements(
            [],
            [
                Program("good_function", ProgramType.Kprobe, "kprobe", "vfs_read+0x4"),
                Program("good_tracepoint", ProgramType.Tracepoint, "tp", "sched/sched_switch/v2"),
                Program("good_fentry", ProgramType.Tracing, "fentry", "vfs_read") with { AttachType = AttachType.TraceFentry },
                Program("no_function", ProgramType.Kprobe, "kprobe", "no_such_function"),
                Program("no_tracepoint", ProgramType.Tracepoint, "tp", "sched/no_such_tracepoint"),
                Program("no_fentry", ProgramType.Tracing, "fentry", "no_such_function") with { AttachType = AttachType.TraceFentry },
            ]);

        Assert.Equal(
            [
                ("no_function", "The program attaches to 'no_such_function', which the kernel does not have."),
                ("no_tracepoint", "The program attaches to 'sched/no_such_tracepoint', which the kernel does not have."),
                ("no_fentry", "The program attaches to 'no_such_function', which the kernel does not have."),
            ],
            requirements.FindMissing(kernelBtf: null).Select(missing => (missing.Name, missing.Reason)));

        static ProgramRequirements Program(string name, ProgramType type, string kind, string target) =>
            new(name, type) { Section = $"{kind}/{target}", Target = target };
    }

    [Fact]
    public void CheckSupport_reports_a_kfunc_that_the_kernel_does_not_have()
    {
        Kernel.Required();

        Assert.Equal(
            "The program calls 'bpf_no_such_function', but the kernel has no function with this name and the object's declaration.",
            Assert.Single(MissingKfunc.CheckSupport()).Reason);
        Assert.Empty(Kfuncs.CheckSupport());
    }
}
