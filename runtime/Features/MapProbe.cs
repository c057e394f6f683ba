using System;
using System.Runtime.InteropServices;
using BpfGen.Btf;
using BpfGen.Errors;
using BpfGen.Host;
using BpfGen.Interop;

namespace BpfGen.Features;

/// <summary>Detects map types.</summary>
internal static class MapProbe
{
    private const uint NoPreallocation = 1;
    private const uint Mappable = 1 << 10;

    /// <summary>BTF with one type, <c>int</c>: the header, the type, and the strings.</summary>
    private static ReadOnlySpan<uint> IntegerType => [0x0001eb9f, 24, 0, 16, 16, 5, 1, 0x01000000, 4, 0x01000020, 0x746e6900, 0];

    private const int IntegerTypeSize = 45;

    public static bool Try(MapType type)
    {
        MemoryLimit.Lift();
        using var inner = type is MapType.ArrayOfMaps or MapType.HashOfMaps ? Create(new MapCreateAttributes { Type = (uint)MapType.Array, KeySize = 4, ValueSize = 4, MaxEntries = 1 }) : null;
        using var types = IsStorage(type) ? BtfLoader.TryLoad(MemoryMarshal.AsBytes(IntegerType)[..IntegerTypeSize]) : null;
        var attributes = Attributes(type);
        attributes.InnerMapFd = inner is null ? 0 : (int)inner.DangerousGetHandle();
        if (types is not null)
        {
            attributes.BtfFd = (int)types.DangerousGetHandle();
            attributes.BtfKeyType = attributes.BtfValueType = 1;
        }

        using var map = Create(attributes);
        if (map is not null)
        {
            return true;
        }

        var errno = Errno.Last;
        ProbeProgram.ThrowIfForbidden("BPF_MAP_CREATE", errno, $"a map of type {KindNames.Of(type)}", Hints.ForMap(errno, type));

        // A struct_ops map requires a struct of the kernel. Kernels that support the type fail to find the struct.
        return type == MapType.StructOps && errno == Errno.ENOTSUPP;
    }

    private static MapCreateAttributes Attributes(MapType type)
    {
        var (key, value, entries, flags) = type switch
        {
            MapType.StackTrace => (4u, 8u, 1u, 0u),
            MapType.LpmTrie => (8u, 8u, 1u, NoPreallocation),
            MapType.CgroupStorage or MapType.PerCpuCgroupStorage => (16u, 8u, 0u, 0u),
            MapType.Queue or MapType.Stack or MapType.BloomFilter => (0u, 4u, 1u, 0u),
            MapType.SkStorage or MapType.InodeStorage or MapType.TaskStorage or MapType.CgrpStorage => (4u, 4u, 0u, NoPreallocation),
            MapType.RingBuffer or MapType.UserRingBuffer => (0u, 0u, (uint)MappedMemory.PageSize, 0u),
            MapType.Arena => (0u, 0u, 1u, Mappable),
            MapType.InstructionArray => (4u, 16u, 1u, 0u),
            MapType.RHash => (4u, 4u, 1u, NoPreallocation),
            _ => (4u, 4u, 1u, 0u),
        };
        return new MapCreateAttributes
        {
            Type = (uint)type,
            KeySize = key,
            ValueSize = value,
            MaxEntries = entries,
            Flags = flags,
            KernelValueType = type == MapType.StructOps ? 1u : 0u,
            Name = KernelObjectName.Of("probe"),
        };
    }

    /// <summary>Storage maps always require BTF.</summary>
    private static bool IsStorage(MapType type) =>
        type is MapType.SkStorage or MapType.InodeStorage or MapType.TaskStorage or MapType.CgrpStorage;

    private static FileDescriptor? Create(MapCreateAttributes attributes)
    {
        var fd = Bpf.Call(BpfCommand.MapCreate, ref attributes);
        return fd < 0 ? null : new FileDescriptor(fd);
    }
}
