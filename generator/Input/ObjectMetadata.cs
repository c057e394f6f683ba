using System;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Model;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BpfGen.Generator.Input;

/// <summary>The metadata of an AdditionalFiles item in the project file.</summary>
/// <param name="Path">The object's path.</param>
internal sealed record ObjectMetadata(string Path)
{
    /// <summary>
    /// <c>BpfObject</c>: whether the file is an eBPF object. If null (not set), the file is an object if its name ends in <c>.o</c>.
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

    /// <summary>The names of all item metadata.</summary>
    public static EquatableArray<string> Names { get; } =
    [
        "BpfObject", "BpfClass", "BpfNamespace", "BpfAccessibility", "BpfLicense",
        "BpfRequireSections", "BpfRequireMaps", "BpfRequirePrograms", "BpfRequireRelocations", "BpfTypes", "BpfRecords", "BpfPrograms",
        "BpfMaps", "BpfMinKernel", "BpfArchitecture", "BpfSign", "BpfSignCertificate",
    ];

    /// <summary>The names of the metadata with compiler settings, which only <c>BpfCompile</c> items have.</summary>
    public static EquatableArray<string> CompileNames { get; } =
        ["BpfFlags", "BpfDefines", "BpfIncludeFolders", "BpfCpu", "BpfOptimization", "BpfArchitectures"];

    /// <summary><c>BpfPrograms</c>: entries of <c>program: section</c>, <c>program: as Name</c> or <c>program: skip</c>.</summary>
    public EquatableArray<string> Programs { get; init; }

    /// <summary><c>BpfMaps</c>: entries of <c>map: as Name</c>.</summary>
    public EquatableArray<string> Maps { get; init; }

    /// <summary><c>BpfMinKernel</c>: the oldest kernel on which the object must load, such as <c>5.10</c>.</summary>
    public string? MinKernel { get; init; }

    /// <summary><c>BpfArchitecture</c>: the architecture that the object is compiled for; null if it does not depend on one.</summary>
    public string? Architecture { get; init; }

    /// <summary><c>BpfSign</c>: the file of the private key that signs the object; null if the object is not signed.</summary>
    public string? Sign { get; init; }

    /// <summary><c>BpfSignCertificate</c>: the file of the certificate for the key; null if it is in the file of the key.</summary>
    public string? SignCertificate { get; init; }

    /// <summary>
    /// The architecture and byte order for which the object is compiled, from its metadata or its name; null if it is for every platform.
    /// </summary>
    public ObjectVariant? Variant { get; init; }

    /// <summary>
    /// All objects of the class, if the project carries several objects in one class. Each of these objects has the same list. Otherwise
    /// empty.
    /// </summary>
    public EquatableArray<PlannedVariant> Variants { get; init; } = [];

    /// <summary>The path of the first of <see cref="Variants"/>, which stands for all of them; otherwise the object's own path.</summary>
    public string Primary => Variants.Count > 0 ? Variants[0].Path : Path;

    /// <summary>The file name without the ending, and without the names of architecture and byte order.</summary>
    public string BaseName { get; init; } = System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>The source of the object, if the build has compiled it (<c>BpfCompile</c>); otherwise null.</summary>
    public string? Source { get; init; }

    /// <summary>
    /// The value of <c>BpfObject</c> if it is neither <c>true</c> nor <c>false</c>; otherwise null. A file with such a value counts as an
    /// object.
    /// </summary>
    public string? WrongIsObject { get; init; }

    public static ObjectMetadata Read(string path, AnalyzerConfigOptions options)
    {
        var values = MetadataText.Read(options);
        var isObject = Text(values, "BpfObject");
        var isTrue = string.Equals(isObject, "true", StringComparison.OrdinalIgnoreCase);
        var isFalse = string.Equals(isObject, "false", StringComparison.OrdinalIgnoreCase);
        return new(path)
        {
            IsObject = isObject is null ? null : !isFalse,
            WrongIsObject = isTrue || isFalse ? null : isObject,
            Class = Text(values, "BpfClass"),
            Namespace = Text(values, "BpfNamespace"),
            Accessibility = Text(values, "BpfAccessibility"),
            License = Text(values, "BpfLicense"),
            RequireSections = List(values, "BpfRequireSections"),
            RequireMaps = List(values, "BpfRequireMaps"),
            RequirePrograms = List(values, "BpfRequirePrograms"),
            RequireRelocations = List(values, "BpfRequireRelocations"),
            Types = List(values, "BpfTypes"),
            Records = List(values, "BpfRecords"),
            Programs = List(values, "BpfPrograms"),
            Maps = List(values, "BpfMaps"),
            MinKernel = Text(values, "BpfMinKernel"),
            Architecture = Text(values, "BpfArchitecture"),
            Sign = Text(values, "BpfSign"),
            SignCertificate = Text(values, "BpfSignCertificate"),
            Source = Text(values, "BpfSource"),
        };
    }

    private static EquatableArray<string> List(Func<string, string?> values, string name)
    {
        var items = (Text(values, name) ?? "").Split([';', ',', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = items[i].Trim();
        }

        return new EquatableArray<string>(Array.FindAll(items, item => item.Length > 0));
    }

    private static string? Text(Func<string, string?> values, string name) => values(name)?.Trim() is { Length: > 0 } text ? text : null;
}
