using System.Collections.Generic;
using BpfGen.Btf;
using BpfGen.Interop;
using BpfGen.Maps;

namespace BpfGen.Loading;

/// <summary>Gets a map from where the object and the options say: one that is there already, or a new one.</summary>
internal static class MapSource
{
    /// <param name="definition">The map; its entries and flags become those of a map that is re-used.</param>
    /// <param name="options">What is asked for it, or null.</param>
    /// <param name="values">What a new one holds at first.</param>
    /// <param name="inner">For a map of maps, the one that its inner maps look like.</param>
    /// <param name="types">The object's types.</param>
    /// <param name="objectName">The object's name, for messages.</param>
    /// <param name="pins">The paths pinned by this load, to which a new one is added.</param>
    /// <param name="isNew">Whether it is a new one.</param>
    public static FileDescriptor OpenOrCreate(
        ref MapDefinition definition,
        MapOptions? options,
        InitialValues values,
        FileDescriptor? inner,
        LoadedBtf types,
        string objectName,
        List<string> pins,
        out bool isNew)
    {
        isNew = false;
        if ((options?.Reuse?.Handle ?? options?.ReuseHandle) is { } handle)
        {
            return MapReuse.Take(handle, ref definition, objectName);
        }

        if (definition.PinPath is null)
        {
            isNew = true;
            return Create(definition, values, inner, types, objectName);
        }

        // Another process may pin its own in between; then that one is everybody's.
        while (true)
        {
            if (PinnedMaps.TryOpen(definition, objectName) is { } existing)
            {
                return existing;
            }

            if (CreatePinned(definition, values, inner, types, objectName) is { } map)
            {
                pins.Add(definition.PinPath);
                isNew = true;
                return map;
            }
        }
    }

    private static FileDescriptor? CreatePinned(
        in MapDefinition definition, InitialValues values, FileDescriptor? inner, LoadedBtf types, string objectName)
    {
        var map = Create(definition, values, inner, types, objectName);
        var isPinned = false;
        try
        {
            isPinned = PinnedMaps.TryPin(map, definition, objectName);
            return isPinned ? map : null;
        }
        finally
        {
            if (!isPinned)
            {
                map.Dispose();
            }
        }
    }

    private static FileDescriptor Create(
        in MapDefinition definition, InitialValues values, FileDescriptor? inner, LoadedBtf types, string objectName)
    {
        var map = MapFactory.Create(definition, inner, types, objectName);
        try
        {
            values.Write(map, definition, objectName);
            return map;
        }
        catch
        {
            map.Dispose();
            throw;
        }
    }
}
