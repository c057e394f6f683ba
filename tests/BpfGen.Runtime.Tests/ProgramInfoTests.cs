using System;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>The information that the kernel has about a loaded program.</summary>
[Collection(KernelTests.Name)]
public sealed class ProgramInfoTests
{
    [Fact]
    public void GetInfo_returns_the_type_name_and_id_of_the_program()
    {
        Kernel.Required();
        using var probe = Probe.Load();

        var info = probe.BpfProg.GetInfo();

        Assert.Equal((ProgramType.SocketFilter, "bpf_prog", true), (info.Type, info.Name, info.IsGplCompatible));
        Assert.Equal(probe.BpfProg.Id, info.Id);
        Assert.Matches("^[0-9a-f]{16}$", info.Tag);
    }

    [Fact]
    public void VerifiedInstructions_counts_each_instruction_of_a_program_without_branches()
    {
        Kernel.Required();
        Assert.SkipUnless(Environment.OSVersion.Version >= new Version(5, 16), "needs Linux 5.16");
        using var probe = Probe.Load();

        // The program has 14 slots. Two instructions take two slots each: the 16-byte loads of the map and of the flags.
        Assert.Equal(12u, probe.BpfProg.GetInfo().VerifiedInstructions);
    }

    [Fact]
    public void GetMapIds_returns_the_ids_of_the_maps_that_a_program_uses()
    {
        Kernel.Required();
        using var probe = Probe.Load();

        var id = Assert.Single(probe.BpfProg.GetMapIds());

        Assert.Equal(probe.Events.Id, id);
        using var again = PerfEventArray.OpenById(id);
        Assert.Equal("events", again.Name);
    }

    [Fact]
    public void Errors_show_the_full_name_of_a_program_although_the_kernel_truncates_it()
    {
        Kernel.Required();
        using var probe = Kfuncs.Load();

        Assert.Equal("on_rename_in_function", probe.OnRenameInFunction.Name);
        Assert.Equal("on_rename_in_fu", probe.OnRenameInFunction.GetInfo().Name);

        var exception = Assert.Throws<BpfException>(() => probe.OnRenameInFunction.Pin("/sys/fs/bpf/bpfgen-no-such-directory/program"));

        Assert.Equal("program 'on_rename_in_function' (Tracing)", exception.Subject);
    }

    [Fact]
    public void A_program_with_BTF_that_is_opened_by_its_id_has_its_full_name()
    {
        Kernel.Required();
        using var probe = Kfuncs.Load();

        using var opened = TracingProgram.OpenById(probe.OnRenameInFunction.Id);

        Assert.Equal(("on_rename_in_fu", "on_rename_in_function"), (opened.GetInfo().Name, opened.Name));
    }

    [Fact]
    public void The_kernels_name_of_a_map_of_global_variables_contains_the_section_name()
    {
        Kernel.Required();
        using var large = LargeData.Load();

        Assert.Equal("large-data.rodata", large.Rodata.Name);
        Assert.Equal("large_da.rodata", large.Rodata.GetInfo().Name);
        Assert.Equal("large-data.bss", large.Bss.Name);
        Assert.Equal("large_da.bss", large.Bss.GetInfo().Name);
    }
}
