using System;
using BpfGen.Btf;
using BpfGen.Errors;
using BpfGen.Interop;
using BpfGen.KernelFacts;
using BpfGen.Loading;

namespace BpfGen.Maps;

/// <summary>Creates maps in the kernel.</summary>
internal static class MapFactory
{
    /// <summary>The object name to pass for a map that no object defines. Messages about such a map do not mention an object.</summary>
    public const string NoObject = "";

    private const uint FlagTypeOfModule = 1 << 15;

    public static FileDescriptor Create(MapDefinition definition, FileDescriptor? inner, LoadedBtf types, string objectName)
    {
        CheckSizes(definition, inner, objectName);
        if (types is { Descriptor: null, Refusal: { } refusal }
            && (definition.KernelValueType.Id != 0 || MapTypeTable.RequiresBtf(definition.Type)))
        {
            throw new BpfException("BPF_BTF_LOAD", refusal.Errno, Describe(definition, objectName), refusal.Reason());
        }

        var attributes = new MapCreateAttributes
        {
            Type = (uint)definition.Type,
            KeySize = definition.KeySize,
            ValueSize = definition.ValueSize,
            MaxEntries = definition.MaxEntries,
            NumaNode = definition.NumaNode,
            Extra = definition.Extra,
            Name = KernelObjectName.Of(definition.Name, definition.Section),
            Flags = definition.Flags | types.Token.Flag,
            TokenFd = types.Token.Number,
        };
        var fd = Create(ref attributes, definition, inner, types);
        if (fd < 0)
        {
            var errno = Errno.Last;
            throw new BpfException(
                "BPF_MAP_CREATE",
                errno,
                Describe(definition, objectName),
                types.Explain(Hints.ForMap(errno, definition.Type, definition.Flags, types.Capabilities)));
        }

        return new FileDescriptor(fd);
    }

    /// <summary>Throws if a size is missing. The kernel would return only EINVAL, which does not show the missing size.</summary>
    private static void CheckSizes(MapDefinition definition, FileDescriptor? inner, string objectName)
    {
        var missing = definition is { NeedsEntries: true, MaxEntries: 0 } ? "MaxEntries"
            : definition is { NeedsValueSize: true, ValueSize: 0 } ? "ValueSize"
            : definition.NeedsInnerMap && inner is null ? "InnerMap"
            : definition is { Type: MapType.Unspecified, OptionsName: not null } ? "Type"
            : null;
        if (missing is not null)
        {
            throw new InvalidOperationException(
                $"Set {definition.OptionsName}.{missing} in the options that you pass to Load: "
                    + $"{Describe(definition, objectName)} has no {missing} in the object.");
        }
    }

    private static int Create(ref MapCreateAttributes attributes, MapDefinition definition, FileDescriptor? inner, LoadedBtf types)
    {
        // The loader holds the inner map and the BTF until the load ends, so neither descriptor can be closed during this call.
        attributes.InnerMapFd = inner is null ? 0 : (int)inner.DangerousGetHandle();
        if (definition.KernelValueType.Id != 0)
        {
            // Pass the object's BTF, because the kernel requires it, although the value type is one of the kernel's own types.
            attributes.BtfFd = types.Descriptor is { } shown ? (int)shown.DangerousGetHandle() : 0;
            attributes.KernelValueType = definition.KernelValueType.Id;
            attributes.KernelValueFd = definition.KernelValueType.ModuleFd;
            attributes.Flags |= definition.KernelValueType.ModuleFd != 0 ? FlagTypeOfModule : 0;
            return Bpf.Call(BpfCommand.MapCreate, ref attributes);
        }

        if (types.Descriptor is not { } descriptor || (definition.KeyType == 0 && definition.ValueType == 0))
        {
            return Bpf.Call(BpfCommand.MapCreate, ref attributes);
        }

        attributes.BtfFd = (int)descriptor.DangerousGetHandle();
        attributes.BtfKeyType = definition.KeyType;
        attributes.BtfValueType = definition.ValueType;
        var fd = Bpf.Call(BpfCommand.MapCreate, ref attributes);
        if (fd >= 0 || MapTypeTable.RequiresBtf(definition.Type))
        {
            return fd;
        }

        // Some map types and older kernels reject BTF, so try again without BTF. The map works without it.
        attributes.BtfFd = 0;
        attributes.BtfKeyType = attributes.BtfValueType = 0;
        return Bpf.Call(BpfCommand.MapCreate, ref attributes);
    }

    public static string Describe(MapDefinition definition, string objectName) =>
        $"map '{definition.Name}' ({KindNames.Of(definition.Type)}){(objectName == NoObject ? "" : " of ")}{objectName}";
}
