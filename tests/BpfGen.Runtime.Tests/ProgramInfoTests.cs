using System;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>What the kernel says of a loaded program.</summary>
[Collection(KernelTests.Name)]
public sealed class ProgramInfoTests
{
    [Fact]
    public void A_program_is_what_the_object_says()
    {
        Kernel.Required();
        using var probe = Probe.Load();

        var info = probe.BpfProg.GetInfo();

        Assert.Equal((ProgramType.SocketFilter, "bpf_prog", true), (info.Type, info.Name, info.IsGplCompatible));
        Assert.Equal(probe.BpfProg.Id, info.Id);
        Assert.Matches("^[0-9a-f]{16}$", info.Tag);
    }

    [Fact]
    public void The_verifier_goes_through_every_instruction_of_a_program_without_branches()
    {
        Kernel.Required();
        Assert.SkipUnless(Environment.OSVersion.Version >= new Version(5, 16), "needs Linux 5.16");
        using var probe = Probe.Load();

        // 14 slots, in which two loads of 16 bytes (the map, and the flags) take two each.
        Assert.Equal(12u, probe.BpfProg.GetInfo().VerifiedInstructions);
    }

    [Fact]
    public void The_maps_of_a_program_are_known_by_their_ids()
    {
        Kernel.Required();
        using var probe = Probe.Load();

        var id = Assert.Single(probe.BpfProg.GetMapIds());

        Assert.Equal(probe.Events.Id, id);
        using var again = PerfEventArray.OpenById(id);
        Assert.Equal("events", again.Name);
    }
}
