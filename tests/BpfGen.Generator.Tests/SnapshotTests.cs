using BpfGen.Generator.Tests.Support;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>
/// Each test generates the class of one probe and compares it with a committed snapshot, a <c>.verified.cs</c> file named after the test.
/// </summary>
public sealed class SnapshotTests
{
    [Fact]
    public void PerfEventProbe()
    {
        using var project = new TestProject().WithProbe("probe.o");

        Snapshot.Verify(project.Run());
    }

    [Fact]
    public void PerfEventProbeInZig()
    {
        using var project = new TestProject().WithProbe("probe-zig-debug.o", ("BpfLicense", "GPL"));

        Snapshot.Verify(project.Run());
    }

    [Fact]
    public void PartialClass()
    {
        using var project = new TestProject().WithProbe("probe.o").WithSource("""
            namespace Acme;

            public static partial class Probes
            {
                [BpfGen.BpfObject("probe.o")]
                public sealed partial class Loopback;
            }
            """);

        Snapshot.Verify(project.Run());
    }

    [Fact]
    public void LegacyMapDefinitions()
    {
        using var project = new TestProject().WithProbe("counters.o");

        Snapshot.Verify(project.Run());
    }

    [Fact]
    public void PinnedAndNestedMaps()
    {
        using var project = new TestProject().WithProbe("iproute2.o");

        Snapshot.Verify(project.Run());
    }

    [Fact]
    public void BtfMapDefinitions()
    {
        using var project = new TestProject().WithProbe("btf/maps.o");

        Snapshot.Verify(project.Run());
    }

    [Fact]
    public void GlobalVariables()
    {
        using var project = new TestProject().WithProbe("btf/globals.o");

        Snapshot.Verify(project.Run());
    }

    [Fact]
    public void KeyValueAndVariableTypes()
    {
        using var project = new TestProject().WithProbe("btf/types.o");

        Snapshot.Verify(project.Run());
    }

    [Fact]
    public void StructLayouts()
    {
        using var project = new TestProject().WithProbe("types/shapes.o");

        Snapshot.Verify(project.Run());
    }

    [Fact]
    public void CoreRelocations()
    {
        using var project = new TestProject().WithProbe("btf/core.o");

        Snapshot.Verify(project.Run());
    }

    [Fact]
    public void LoadOptions()
    {
        using var project = new TestProject().WithProbe("loading/options.o");

        Snapshot.Verify(project.Run());
    }

    [Fact]
    public void DataSectionsAbove64Kilobytes()
    {
        using var project = new TestProject().WithProbe("loading/large-data.o");

        Snapshot.Verify(project.Run());
    }

    [Fact]
    public void VariablesWithoutBtf()
    {
        using var project = new TestProject().WithProbe("plain-data.o");

        Snapshot.Verify(project.Run());
    }

    [Fact]
    public void MapsFilledWithProgramsAndMaps()
    {
        using var project = new TestProject().WithProbe("loading/slots.o");

        Snapshot.Verify(project.Run());
    }

    [Fact]
    public void SectionNames()
    {
        using var project = new TestProject().WithProbe("sections.o");

        Snapshot.Verify(project.Run());
    }

    [Fact]
    public void KernelFunctions()
    {
        using var project = new TestProject().WithProbe("kernel/kfuncs.o");

        Snapshot.Verify(project.Run());
    }

    [Fact]
    public void KernelConfiguration()
    {
        using var project = new TestProject().WithProbe("kernel/kconfig.o");

        Snapshot.Verify(project.Run());
    }

    [Fact]
    public void ObjectsForTwoArchitectures()
    {
        using var project = new TestProject().WithProbe("machines/both/calls.arm64.o").WithProbe("machines/both/calls.x86.o");

        Snapshot.Verify(project.Run());
    }

    [Fact]
    public void HostileNames()
    {
        using var project = new TestProject().WithProbe("hostile.o");

        Snapshot.Verify(project.Run());
    }
}
