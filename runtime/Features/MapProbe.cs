using System;
using System.Runtime.InteropServices;
using BpfGen.Btf;
using BpfGen.Errors;
using BpfGen.Host;
using BpfGen.Interop;
using BpfGen.KernelFacts;

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
        using var inner = MapTypeTable.HoldsMaps(type)
            ? Create(new MapCreateAttributes { Type = (uint)MapType.Array, KeySize = 4, ValueSize = 4, MaxEntries = 1 })
            : null;
        if (inner is null && MapTypeTable.HoldsMaps(type))
        {
            ProbeProgram.ThrowIfForbidden("BPF_MAP_CREATE", Errno.Last, "a map", Hints.ForMap(Errno.Last, MapType.Array));
        }

        using var types = MapTypeTable.RequiresBtf(type) ? BtfLoader.TryLoad(MemoryMarshal.AsBytes(IntegerType)[..IntegerTypeSize]) : null;
        if (types is null && MapTypeTable.RequiresBtf(type))
        {
            ProbeProgram.ThrowIfForbidden("BPF_BTF_LOAD", Errno.Last, "types", Hints.ForTypes(Errno.Last));
        }

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

        // A struct_ops map requires a struct of the kernel, and the probe names none. A kernel that supports the map type reports that it
        // cannot find the struct (ENOTSUPP).
        return type == MapType.StructOps && errno == Errno.ENOTSUPP;
    }

    private static MapCreateAttributes Attributes(MapType type)
    {
        var (key, value, entries) = MapTypeTable.SmallShape(type, (uint)MappedMemory.PageSize);
        return new MapCreateAttributes
        {
            Type = (uint)type,
            KeySize = key,
            ValueSize = value,
            MaxEntries = entries,
            Flags = (MapTypeTable.ForbidsPreallocation(type) ? NoPreallocation : 0) | (MapTypeTable.RequiresMapping(type) ? Mappable : 0),
            KernelValueType = type == MapType.StructOps ? 1u : 0u,
            Name = KernelObjectName.Of("probe"),
        };
    }

    private static FileDescriptor? Create(MapCreateAttributes attributes)
    {
        var fd = Bpf.Call(BpfCommand.MapCreate, ref attributes);
        return fd < 0 ? null : new FileDescriptor(fd);
    }
}
