using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Model;
using Microsoft.CodeAnalysis;

namespace BpfGen.Generator.Input;

/// <summary>Reads requirements from the attributes of a class and from the metadata of an item.</summary>
internal static class RequirementReader
{
    public static EquatableArray<Requirement> Read(INamedTypeSymbol type, CancellationToken cancel)
    {
        var requirements = new List<Requirement>();
        foreach (var attribute in type.GetAttributes())
        {
            if (IsBpfGenAttribute(attribute) && Read(attribute, HandleDeclaration.PlaceOf(attribute, cancel)) is { } requirement)
            {
                requirements.Add(requirement);
            }
        }

        return requirements.ToEquatableArray();
    }

    /// <summary>Reads the requirements in the metadata of an item.</summary>
    /// <param name="metadata">The item's metadata.</param>
    /// <param name="flaws">Receives invalid entries: the name of the metadata, the entry, and the reason.</param>
    public static EquatableArray<Requirement> Read(ObjectMetadata metadata, ICollection<(string Name, string Value, string Reason)> flaws)
    {
        var requirements = new List<Requirement>();
        foreach (var section in metadata.RequireSections)
        {
            requirements.Add(new RequiredSection(null, section));
        }

        foreach (var map in metadata.RequireMaps)
        {
            requirements.Add(new RequiredMap(null, map));
        }

        foreach (var program in metadata.RequirePrograms)
        {
            requirements.Add(new RequiredProgram(null, program));
        }

        foreach (var pair in metadata.RequireRelocations)
        {
            const string Form = "write each entry as SECTION:MAP, such as 'socket1:events'";
            if (Split(pair, "BpfRequireRelocations", Form, flaws) is var (section, map))
            {
                requirements.Add(new RequiredRelocation(null, section, map));
            }
        }

        foreach (var type in metadata.Types)
        {
            requirements.Add(new RequestedType(null, type));
        }

        foreach (var pair in metadata.Records)
        {
            if (Split(pair, "BpfRecords", "write each entry as MAP:TYPE, such as 'events:struct event'", flaws) is var (map, type))
            {
                requirements.Add(new RequestedRecord(null, map, type));
            }
        }

        requirements.AddRange(metadata.Programs.Select(entry => OverrideReader.ReadProgram(entry, flaws)).OfType<Requirement>());
        requirements.AddRange(metadata.Maps.Select(entry => OverrideReader.ReadMap(entry, flaws)).OfType<Requirement>());

        return requirements.ToEquatableArray();
    }

    /// <summary>
    /// Splits an entry at its last colon. The section name before it can contain colons ("uprobe//bin/bash:readline"). The name of the map
    /// or type after it cannot contain colons.
    /// </summary>
    private static (string Left, string Right)? Split(
        string pair, string metadata, string form, ICollection<(string Name, string Value, string Reason)> flaws)
    {
        var colon = pair.LastIndexOf(':');
        if (colon > 0 && colon < pair.Length - 1)
        {
            return (pair.Substring(0, colon).Trim(), pair.Substring(colon + 1).Trim());
        }

        flaws.Add((metadata, pair, form));
        return null;
    }

    private static bool IsBpfGenAttribute(AttributeData attribute) =>
        attribute.AttributeClass is { ContainingNamespace: { Name: "BpfGen", ContainingNamespace.IsGlobalNamespace: true } };

    private static Requirement? Read(AttributeData attribute, SourcePlace? place)
    {
        var arguments = attribute.ConstructorArguments;
        return attribute.AttributeClass!.Name switch
        {
            "RequiresSectionAttribute" => new RequiredSection(place, Text(arguments, 0)),
            "RequiresProgramAttribute" => new RequiredProgram(place, Text(arguments, 0)),
            "RequiresRelocationAttribute" => new RequiredRelocation(place, Text(arguments, 0), Text(arguments, 1)),
            "BpfTypeAttribute" => new RequestedType(place, Text(arguments, 0)),
            "BpfRecordAttribute" => new RequestedRecord(place, Text(arguments, 0), Text(arguments, 1)),
            "BpfProgramAttribute" => new RequestedProgram(place, new ProgramRequest(
                Text(arguments, 0),
                Named(attribute, "Section") is { Length: > 0 } section ? section : null,
                Named(attribute, "Name") is { Length: > 0 } member ? member : null,
                attribute.NamedArguments.Any(argument => argument is { Key: "Skip", Value.Value: true }))),
            "BpfMapAttribute" when Named(attribute, "Name") is { Length: > 0 } member =>
                new RequestedMap(place, new MapRequest(Text(arguments, 0), member)),
            "RequiresMapAttribute" => new RequiredMap(
                place, Text(arguments, 0), (MapType)Number(arguments, 1, 0), Number(arguments, 2, -1), Number(arguments, 3, -1)),
            _ => null,
        };
    }

    private static string Text(ImmutableArray<TypedConstant> arguments, int index) =>
        index < arguments.Length && arguments[index].Value is string text ? text : "";

    private static string? Named(AttributeData attribute, string name) =>
        attribute.NamedArguments.FirstOrDefault(argument => argument.Key == name).Value.Value as string;

    private static int Number(ImmutableArray<TypedConstant> arguments, int index, int none) =>
        index < arguments.Length && arguments[index].Value is { } value and (int or uint)
            ? unchecked((int)Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture))
            : none;
}
