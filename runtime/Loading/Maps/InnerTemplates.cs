using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using BpfGen.Btf;
using BpfGen.Interop;
using BpfGen.Maps;

namespace BpfGen.Loading;

/// <summary>
/// The templates of inner maps. To create a map of maps, the kernel needs an existing map as an example for the type, sizes and flags of
/// the inner maps. The loader creates such examples, and removes them when the load ends.
/// </summary>
/// <param name="objectName">The object's name, for messages.</param>
internal sealed class InnerTemplates(string objectName) : IDisposable
{
    // Most objects have no maps of maps.
    private List<FileDescriptor>? _created;
    private List<int>? _indexes;

    /// <summary>Registers a map of the object as a template. The template is created when a map of maps needs it.</summary>
    /// <param name="index">The map's index, in the order of creation.</param>
    public void Add(int index) => (_indexes ??= []).Add(index);

    /// <summary>Finds or creates the example for a map of maps.</summary>
    /// <param name="wanted">The map of maps.</param>
    /// <param name="maps">The maps of the object that exist so far. If this method creates a template, it adds the template.</param>
    /// <param name="definitions">The definitions of these maps.</param>
    /// <param name="types">The object's types.</param>
    /// <param name="inner">Receives the definition of the example.</param>
    /// <returns>The example; null if the map is not a map of maps, or if the object defines no inner map.</returns>
    public FileDescriptor? For(
        in WantedMap wanted,
        List<FileDescriptor?> maps,
        List<MapDefinition> definitions,
        LoadedBtf types,
        ref MapDefinition? inner)
    {
        if (wanted.Inner is { } given)
        {
            var example = wanted.InnerReuse is { } reuse ? Reused(reuse, wanted.Definition) : Create(ref given, types);
            inner = given;
            return example;
        }

        if (wanted.Definition.InnerMap is not { } index)
        {
            return null;
        }

        if (maps[index] is null && _indexes?.IndexOf(index) >= 0)
        {
            var definition = definitions[index];
            maps[index] = Create(ref definition, types);
            definitions[index] = definition;
        }

        inner = definitions[index];
        return maps[index] ?? throw new InvalidOperationException(
            $"{MapFactory.Describe(wanted.Definition, objectName)} cannot be created: " +
            "the template of its inner maps is skipped, because its options set AutoCreate to false.");
    }

    public void Dispose()
    {
        foreach (var map in _created ?? [])
        {
            map.Dispose();
        }
    }

    private FileDescriptor Create(ref MapDefinition definition, LoadedBtf types)
    {
        definition = MapSizes.Fit(definition);
        var map = MapFactory.Create(definition, inner: null, types, objectName);
        (_created ??= []).Add(map);
        return map;
    }

    private FileDescriptor Reused(SafeHandle source, MapDefinition outer)
    {
        var map = MapReuse.Duplicate(source, outer, objectName);
        (_created ??= []).Add(map);
        return map;
    }
}
