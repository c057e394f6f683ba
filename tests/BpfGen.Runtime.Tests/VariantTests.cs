using System;
using System.Linq;
using System.Runtime.InteropServices;
using BpfGen.Loading;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>A class with objects for two architectures. The process selects one of them.</summary>
[Collection(KernelTests.Name)]
public sealed class VariantTests
{
    private static readonly uint Machine = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 64u : 86u;

    private static readonly string Function = Machine == 64 ? "__arm64_sys_getppid" : "__x64_sys_getppid";

    [Fact]
    public void Load_takes_the_object_for_the_architecture_of_the_process()
    {
        Kernel.NetworkRequired();
        using var probe = BothMachines.Load(new() { Programs = { OnCall = { AutoLoad = false } } });

        var result = probe.OnMachine.TestRun(new byte[64]);

        Assert.Equal(Machine, (uint)result.ReturnValue);
        Assert.Equal(Machine, probe.Calls[2].Machine);
        Assert.Equal(Machine, probe.Calls.MaxEntries);
        Assert.Equal(Machine, probe.Data.Machine);
    }

    [Fact]
    public void Options_start_from_the_initial_values_for_the_architecture_of_the_process()
    {
        Kernel.NetworkRequired();
        var options = new BothMachines.LoadOptions { Programs = { OnCall = { AutoLoad = false } } };
        Assert.Equal((Machine, 7u), (options.Data.Machine, options.Rodata.Wanted));
        options.Rodata.Wanted = 9;

        using var probe = BothMachines.Load(options);
        probe.OnMachine.TestRun(new byte[64]);

        Assert.Equal(9u, probe.Calls[2].Pid);
        Assert.Equal(Machine, probe.Data.Machine);
    }

    [Fact]
    public void Definition_and_Requirements_describe_the_object_for_the_architecture_of_the_process()
    {
        Assert.Equal(Function, BothMachines.Definition.Programs.First(program => program.Name == "on_call").Target);
        Assert.Equal(Function, BothMachines.Requirements.Programs.First(program => program.Name == "on_call").Target);
        Assert.Equal(Machine, BothMachines.Definition.Maps.First(map => map.Name == "calls").MaxEntries);
    }

    [Fact]
    public void The_error_for_an_architecture_without_an_object_names_all_architectures_of_the_class()
    {
        var own = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();

        PlatformNotSupportedException error = MissingVariant.Of("probe.o", "s390x, riscv64");

        Assert.StartsWith(
            $"probe.o has no object for {own}, the architecture of this process. It has objects for s390x, riscv64. Add {own} to "
                + "BpfArchitectures, or add an object",
            error.Message);
    }
}
