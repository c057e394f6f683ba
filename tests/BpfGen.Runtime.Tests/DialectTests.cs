using System.IO;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>Objects that were written for other loaders than BpfGen.</summary>
[Collection(KernelTests.Name)]
public sealed class DialectTests
{
    private static readonly byte[] Packet = new byte[64];

    [Fact]
    public void Programs_whose_section_names_come_from_other_loaders_can_be_loaded()
    {
        Kernel.Required();
        using var probe = SectionNames.Load();

        Assert.Equal((ProgramType.Xdp, 2), (probe.XdpSlash.Type, probe.XdpSlash.TestRun(Packet).ReturnValue));
        Assert.Equal(ProgramType.SchedCls, probe.ClassifierUnderscore.Type);
        Assert.Equal(ProgramType.CgroupSockAddr, probe.Connect4Slash.Type);
        Assert.Equal(ProgramType.Tracepoint, probe.TracepointExtra.Type);
    }

    [Fact]
    public void A_program_can_call_functions_that_have_their_own_sections()
    {
        Kernel.Required();
        using var probe = StaticFunctions.Load();

        // The test run of a socket filter removes the 14 bytes of the Ethernet header.
        Assert.Equal((2 * (Packet.Length - 14)) + 1, probe.Nested.TestRun(Packet).ReturnValue);
        Assert.Equal(7, probe.Unseen.TestRun(Packet).ReturnValue);
    }

    [Fact]
    public void Programs_and_maps_whose_properties_the_project_renames_can_be_loaded()
    {
        Kernel.Required();
        using var probe = NamedByProject.Load();

        probe.FirstOfTwo.TestRun(Packet);

        Assert.Equal(2, probe.Entry.TestRun(Packet).ReturnValue);
        Assert.Equal((1ul, 2ul), (probe.FirstN[0], probe.N1[0]));
    }

    [Fact]
    public void Maps_with_the_pinning_attributes_of_other_loaders_can_be_loaded()
    {
        const string Path = "/sys/fs/bpf/bpfgen_aya";
        Kernel.BpfFileSystemRequired();
        File.Delete(Path);
        using var probe = PinnedByOthers.Load();

        Assert.Equal((null, Path), (probe.Shared.PinPath, probe.BpfgenAya.PinPath));
        Assert.Equal(MapType.PerfEventArray, probe.WithoutSizes.Type);
        Assert.Equal(8, probe.Longer.ValueSize);
        File.Delete(Path);
    }

    [Fact]
    public void Programs_use_maps_from_map_sections_whose_names_have_a_suffix()
    {
        Kernel.Required();
        using var probe = MapSections.Load();
        probe.Outer.Set(0, probe.Inner);

        probe.Count.TestRun(Packet);

        Assert.Equal((1ul, 2ul, 3ul), (probe.Counts[0], probe.Plain[0], probe.Inner[0]));
    }

    [Fact]
    public void A_program_can_call_functions_whose_ELF_symbols_have_no_type()
    {
        Kernel.Required();
        using var probe = UntypedSymbols.Load();

        Assert.Equal((7, 2), (probe.Calls.TestRun(Packet).ReturnValue, probe.Jumps.TestRun(Packet).ReturnValue));
    }

    [Fact]
    public void An_object_loads_without_a_program_that_the_project_skips()
    {
        Kernel.Required();
        using var probe = UndefinedFunction.Load();

        Assert.Equal(5, probe.Complete.TestRun(Packet).ReturnValue);
    }

    [Fact]
    public void Text_after_the_tracepoint_in_a_section_name_is_ignored()
    {
        Kernel.TraceFsRequired();
        using var probe = HookVersions.Load();
        using var link = probe.OnGetpgid.Attach();

        Trigger.GetProcessGroup(probe.Rodata.WantedGroup);

        Assert.Equal(1ul, probe.Bss.Calls);
    }

    [Fact]
    public void Text_after_the_function_in_a_section_name_is_ignored()
    {
        Kernel.TraceFsRequired();
        using var probe = HookVersions.Load();

        // On a kernel without kprobes, Attach throws, and the message contains the name of the function.
        var exception = Record.Exception(() => probe.OnRead.Attach().Dispose());

        Assert.DoesNotContain("/v2", exception?.Message ?? "");
    }
}
