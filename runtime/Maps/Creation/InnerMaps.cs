using System;
using BpfGen.Btf;
using BpfGen.Errors;
using BpfGen.Host;
using BpfGen.Interop;
using BpfGen.Loading;

namespace BpfGen.Maps;

/// <summary>Creates and opens the inner maps of maps of maps.</summary>
internal static class InnerMaps
{
    public static T Create<T>(in LoadedMap outer, string? name, uint? maxEntries)
        where T : BpfMap, IMapHandle<T>
    {
        var example = outer.Inner ?? throw new InvalidOperationException(
            $"The type and sizes of the inner maps of map '{outer.Definition.Name}' are unknown, because the map was opened by path or id. "
            + "Load it with its object.");
        var definition = new MapDefinition(
            name ?? example.Name, example.Type, example.KeySize, example.ValueSize, maxEntries ?? example.MaxEntries)
        {
            Section = name is null ? example.Section : null,
            Flags = example.Flags,
            NumaNode = example.NumaNode,
            Extra = example.Extra,
            KeyType = example.KeyType,
            ValueType = example.ValueType,
        };
        var subject = $"map '{outer.Definition.Name}'";
        var token = outer.Token;
        using var types = new LoadedBtf(OpenTypes(outer.InnerBtfId), new BpfToken(token));
        var map = MapFactory.Create(MapSizes.Fit(definition), inner: null, types, subject);

        // The garbage collector closes the token. This must not happen during the call.
        GC.KeepAlive(token);
        return T.Create(new LoadedMap(map, definition) { IsNew = true });
    }

    /// <summary>Checks that the C# class of inner maps supports the definition of these maps.</summary>
    /// <exception cref="InvalidOperationException">The class is for another map type, or for other sizes.</exception>
    public static void Check<T>(MapDefinition inner)
        where T : BpfMap, IMapHandle<T>
    {
        if (!T.Takes(inner.Type))
        {
            throw new InvalidOperationException(
                $"The inner maps are of type {KindNames.Of(inner.Type)}, which {typeof(T).Name.Split('`')[0]} does not support.");
        }

        // Create a handle without a map, because the constructor of the handle class checks the key and value sizes.
        using var handle = T.Create(new LoadedMap(descriptor: null, inner));
    }

    /// <returns>The map with the id, or null if it no longer exists.</returns>
    public static T? TryOpen<T>(uint id, string subject)
        where T : BpfMap, IMapHandle<T>
    {
        try
        {
            return MapOpening.ById<T>(id, subject);
        }
        catch (BpfException exception) when (exception is { Errno: Errno.ENOENT, Command: "BPF_MAP_GET_FD_BY_ID" })
        {
            return null;
        }
    }

    /// <summary>
    /// Opens the BTF of the template: the map whose type, sizes and flags all inner maps have. Returns null if that BTF no longer exists.
    /// New inner maps need the same BTF, because the kernel compares the locks and timers in the values of an inner map with those of the
    /// template.
    /// </summary>
    private static FileDescriptor? OpenTypes(uint id)
    {
        if (id == 0)
        {
            return null;
        }

        var attributes = new ObjectIdAttributes { Id = id };
        var fd = Bpf.Call(BpfCommand.BtfGetFdById, ref attributes);
        return fd < 0 ? null : new FileDescriptor(fd);
    }
}
