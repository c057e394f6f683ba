using System.Runtime.InteropServices;
using BpfGen.Btf;
using BpfGen.Interop;
using BpfGen.Maps;

namespace BpfGen.Loading;

/// <summary>Opens the existing map that the object's pin or the load options name; creates a map if there is none.</summary>
internal static class MapSource
{
    /// <param name="definition">
    /// The map. If an existing map is reused, this method sets the number of entries and the flags to those of that map.
    /// </param>
    /// <param name="reuse">An existing map to use; null for a new or pinned map.</param>
    /// <param name="values">The initial contents of a new map.</param>
    /// <param name="inner">For a map of maps: a map with the type and sizes of its inner maps; otherwise null.</param>
    /// <param name="types">The object's types.</param>
    /// <param name="objectName">The object's name, for messages.</param>
    /// <param name="pins">The pins and folders that this load has created. If this method creates a pin or folder, it adds it.</param>
    /// <param name="isNew">Whether the map is new.</param>
    public static FileDescriptor OpenOrCreate(
        ref MapDefinition definition,
        SafeHandle? reuse,
        InitialValues values,
        FileDescriptor? inner,
        LoadedBtf types,
        string objectName,
        NewPins pins,
        out bool isNew)
    {
        isNew = false;
        if (reuse is not null)
        {
            return MapReuse.Take(reuse, ref definition, objectName);
        }

        if (definition.PinPath is null)
        {
            isNew = true;
            return Create(definition, values, inner, types, objectName);
        }

        // Between the two steps of this loop, another process may pin a map at the path. If so, the next round opens that map.
        while (true)
        {
            if (PinnedMaps.TryOpen(definition, objectName) is { } existing)
            {
                return existing;
            }

            if (CreatePinned(definition, values, inner, types, objectName, pins) is { } map)
            {
                isNew = true;
                return map;
            }
        }
    }

    private static FileDescriptor? CreatePinned(
        MapDefinition definition, InitialValues values, FileDescriptor? inner, LoadedBtf types, string objectName, NewPins pins)
    {
        var map = Create(definition, values, inner, types, objectName);
        var isPinned = false;
        try
        {
            isPinned = PinnedMaps.TryPin(map, definition, objectName, pins);
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
        MapDefinition definition, InitialValues values, FileDescriptor? inner, LoadedBtf types, string objectName)
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
