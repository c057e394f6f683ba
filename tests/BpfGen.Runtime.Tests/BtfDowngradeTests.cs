using System;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using BpfGen.Btf;
using BpfGen.Interop;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>
/// Rewriting an object's BTF for kernels that do not support the newest BTF kinds in it. These tests check that the result is valid BTF.
/// The tests in virtual machines check that older kernels accept the result.
/// </summary>
[Collection(KernelTests.Name)]
public sealed class BtfDowngradeTests
{
    private const BpfCommand BtfGetFdById = (BpfCommand)19;

    [Fact]
    public void The_kernel_accepts_the_BTF_after_every_downgrade_step()
    {
        Kernel.Required();
        using var newer = NewerTypes.Load();
        var bytes = TypesOf(newer.Values);
        var downgrade = new BtfDowngrade(bytes);
        var kinds = KindsOf(bytes);

        for (var step = 0; step < BtfDowngrade.Steps; step++)
        {
            downgrade.Apply(step);
            using var types = BtfLoader.TryLoad(bytes);
            Assert.True(types is not null, $"step {step}");
            Assert.Equal(bytes, BtfReadback.Read(types));
        }

        Assert.Equal(kinds.Length, KindsOf(bytes).Length);
        Assert.All(KindsOf(bytes), kind => Assert.InRange(kind, 1, 13));
        Assert.Contains(kinds, kind => kind == 19);
    }

    [Fact]
    public void A_program_of_an_object_with_the_newest_BTF_kinds_runs()
    {
        Kernel.Required();
        using var newer = NewerTypes.Load();
        Packets.SendUntil(newer.Count, () => Volatile.Read(ref newer.Bss.Value.Packets) > 0, "a packet to be counted");
    }

    private static int[] KindsOf(byte[] bytes)
    {
        var btf = new ObjectBtf(bytes);
        return [.. btf.Places.Select(place => (int)btf.Cursor.Kind(place))];
    }

    private static byte[] TypesOf(BpfMap map)
    {
        Assert.Equal(0, Bpf.Info(map.Descriptor, out MapInfo info));
        var attributes = new IdAttributes { Id = info.BtfId };
        var fd = Bpf.Call(BtfGetFdById, ref attributes);
        Assert.True(fd >= 0, Errno.NameOf(Errno.Last));
        using var types = new FileDescriptor(fd);
        return Assert.IsType<byte[]>(BtfReadback.Read(types));
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct IdAttributes
    {
        public uint Id;
        public uint NextId;
        public uint OpenFlags;
    }
}
