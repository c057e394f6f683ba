using System;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BpfGen.Generator.Input;

/// <summary>A <c>BpfKernelBtf</c> item: the BTF of a kernel that the project supports.</summary>
/// <param name="File">The item. Roslyn replaces this instance when the file changes.</param>
internal sealed record KernelBtfItem(AdditionalText File)
{
    public string Path => File.Path;

    /// <returns>The item, or null if the file is not the BTF of a kernel.</returns>
    public static KernelBtfItem? From(AdditionalText file, AnalyzerConfigOptionsProvider options) =>
        options.GetOptions(file).TryGetValue("build_metadata.AdditionalFiles.BpfGenKernelBtf", out var value)
        && string.Equals(value, "true", StringComparison.OrdinalIgnoreCase)
            ? new KernelBtfItem(file)
            : null;
}
