using System;
using BpfGen.Generator.Collections;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BpfGen.Generator.Input;

/// <summary>The metadata of an AdditionalFiles item in the project file.</summary>
/// <param name="Path">The object's path.</param>
internal sealed record ObjectMetadata(string Path)
{
    /// <summary>
    /// <c>BpfObject</c>: whether the file is an eBPF object. If it is missing, files whose name ends in <c>.o</c> are objects.
    /// </summary>
    public bool? IsObject { get; init; }

    /// <summary><c>BpfClass</c>: the name of the generated class.</summary>
    public string? Class { get; init; }

    /// <summary><c>BpfNamespace</c>: the namespace of the generated class.</summary>
    public string? Namespace { get; init; }

    /// <summary><c>BpfAccessibility</c>: <c>public</c> or <c>internal</c>.</summary>
    public string? Accessibility { get; init; }

    /// <summary><c>BpfLicense</c>: the license that replaces the object's own.</summary>
    public string? License { get; init; }

    /// <summary><c>BpfRequireSections</c>: the names of required sections.</summary>
    public EquatableArray<string> RequireSections { get; init; }

    /// <summary><c>BpfRequireMaps</c>: the names of required maps.</summary>
    public EquatableArray<string> RequireMaps { get; init; }

    /// <summary><c>BpfRequirePrograms</c>: the names of required programs.</summary>
    public EquatableArray<string> RequirePrograms { get; init; }

    /// <summary><c>BpfRequireRelocations</c>: pairs of <c>section:map</c>. A program in the section must refer to the map.</summary>
    public EquatableArray<string> RequireRelocations { get; init; }

    /// <summary><c>BpfTypes</c>: the types of the object to generate in C#.</summary>
    public EquatableArray<string> Types { get; init; }

    /// <summary><c>BpfRecords</c>: pairs of <c>map:type</c>, the record types of buffers.</summary>
    public EquatableArray<string> Records { get; init; }

    public static ObjectMetadata Read(string path, AnalyzerConfigOptions options) => new(path)
    {
        IsObject = Text(options, "BpfObject") is { } isObject ? string.Equals(isObject, "true", StringComparison.OrdinalIgnoreCase) : null,
        Class = Text(options, "BpfClass"),
        Namespace = Text(options, "BpfNamespace"),
        Accessibility = Text(options, "BpfAccessibility"),
        License = Text(options, "BpfLicense"),
        RequireSections = List(options, "BpfRequireSections"),
        RequireMaps = List(options, "BpfRequireMaps"),
        RequirePrograms = List(options, "BpfRequirePrograms"),
        RequireRelocations = List(options, "BpfRequireRelocations"),
        Types = List(options, "BpfTypes"),
        Records = List(options, "BpfRecords"),
    };

    private static EquatableArray<string> List(AnalyzerConfigOptions options, string name)
    {
        var items = (Text(options, name) ?? "").Split([';', ',', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = items[i].Trim();
        }

        return new EquatableArray<string>(Array.FindAll(items, item => item.Length > 0));
    }

    /// <summary>
    /// Reads a metadata value. The compiler's configuration format ends a value at <c>;</c>, <c>#</c> or the end of the line, so
    /// BpfGen.targets escapes these characters with percent signs. If a project does not import the targets, values arrive as plain text.
    /// </summary>
    private static string? Text(AnalyzerConfigOptions options, string name) =>
        options.TryGetValue("build_metadata.AdditionalFiles." + name, out var value) && value.Trim() is { Length: > 0 } text
            ? Uri.UnescapeDataString(text)
            : null;
}
