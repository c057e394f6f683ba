using System.Runtime.InteropServices;
using BpfGen.Interop;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>The kernel accepts the BTF that BpfGen loads for objects.</summary>
[Collection(KernelTests.Name)]
public sealed class TypeTests
{
    [Fact]
    public void The_kernel_accepts_the_BTF_of_an_object_compiled_by_clang()
    {
        Kernel.Required();
        using var probe = ProbeDebug.Load();

        Assert.NotEqual(0u, BtfIdOf(probe.BpfProg));
    }

    [Fact]
    public void The_kernel_accepts_the_repaired_BTF_of_an_object_compiled_by_Zig()
    {
        Kernel.Required();
        using var probe = ProbeZigDebug.Load();

        Assert.NotEqual(0u, BtfIdOf(probe.BpfProg));
    }

    [Fact]
    public void The_kernel_accepts_BTF_of_maps_and_variables()
    {
        Kernel.Required();
        using var globals = Globals.Load();
        using var maps = Maps.Load();

        Assert.NotEqual(0u, BtfIdOf(globals.Add));
        Assert.NotEqual(0u, BtfIdOf(maps.Count));
        Assert.NotEqual((0u, 0u), KeyAndValueTypesOf(maps.ByKey));
        Assert.NotEqual(0u, KeyAndValueTypesOf(globals.Bss).Value);
    }

    private static uint BtfIdOf(BpfProgram program)
    {
        Assert.Equal(0, Bpf.Info(program.Descriptor, out ProgramInfoWithBtf info));
        return info.BtfId;
    }

    private static (uint Key, uint Value) KeyAndValueTypesOf(BpfMap map)
    {
        Assert.Equal(0, Bpf.Info(map.Descriptor, out MapInfoWithBtf info));
        return (info.KeyType, info.ValueType);
    }

    [StructLayout(LayoutKind.Explicit, Size = 136)]
    private struct ProgramInfoWithBtf
    {
        [FieldOffset(128)]
        public uint BtfId;
    }

    [StructLayout(LayoutKind.Explicit, Size = 80)]
    private struct MapInfoWithBtf
    {
        [FieldOffset(68)]
        public uint KeyType;

        [FieldOffset(72)]
        public uint ValueType;
    }
}
