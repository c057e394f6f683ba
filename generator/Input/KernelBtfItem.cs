using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BpfGen.Generator.Input;

/// <summary>A <c>BpfKernelBtf</c> item: the BTF of a kernel that the project supports.</summary>
/// <param name="File">The item. When the file changes, Roslyn creates a new instance.</param>
/// <param name="Embed">Whether the values of CO-RE relocations for this kernel become part of the assembly, as in the project file.</param>
/// <param name="Release">The release of the kernel, if the name of the file does not state it; otherwise empty.</param>
internal sealed record KernelBtfItem(AdditionalText File, string Embed, string Release)
{
    private const string Prefix = "build_metadata.AdditionalFiles.";

    /// <summary>The names of the metadata that a <c>BpfKernelBtf</c> item can have.</summary>
    public static IReadOnlyList<string> Names { get; } = ["Embed", "Release"];

    public string Path => File.Path;

    /// <summary>Whether <see cref="Embed"/> is true; null if it is neither true nor false.</summary>
    public bool? IsEmbedded => Embed.Length == 0 ? false : bool.TryParse(Embed, out var value) ? value : null;

    /// <returns>The item, or null if the file is not the BTF of a kernel.</returns>
    public static KernelBtfItem? From(AdditionalText file, AnalyzerConfigOptionsProvider options) =>
        options.GetOptions(file) is var metadata && Value(metadata, "BpfGenKernelBtf") == "true"
            ? new KernelBtfItem(file, Value(metadata, Names[0]), Value(metadata, Names[1]))
            : null;

    private static string Value(AnalyzerConfigOptions options, string name) =>
        options.TryGetValue(Prefix + name, out var value) ? value.Trim() : "";
}
