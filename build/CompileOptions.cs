using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.Build.Framework;

namespace BpfGen.Build;

/// <summary>The options for compiling one source, from the properties of the project and the metadata of the item.</summary>
/// <param name="Flags">Additional options for the compiler.</param>
/// <param name="Defines">Macros: <c>NAME</c> or <c>NAME=VALUE</c>.</param>
/// <param name="IncludeFolders">Folders with headers, as the project writes them.</param>
/// <param name="Cpu">The version of the instruction set, <c>v1</c> to <c>v4</c>; null for the default.</param>
/// <param name="Optimization">The level of optimization: <c>2</c>.</param>
/// <param name="MinKernel">The oldest kernel that the object must run on; null for none.</param>
internal sealed record CompileOptions(
    IReadOnlyList<string> Flags,
    IReadOnlyList<string> Defines,
    IReadOnlyList<string> IncludeFolders,
    string? Cpu,
    string Optimization,
    Version? MinKernel)
{
    private static readonly Version KernelWithV3 = new(5, 1);
    private static readonly Version KernelWithV4 = new(6, 6);

    /// <summary>
    /// Combines the options of the project and of an item. Lists are joined; a single value of the item replaces the project's value.
    /// </summary>
    /// <param name="item">The item.</param>
    /// <param name="property">Returns the value of a property of the project.</param>
    public static CompileOptions Of(ITaskItem item, Func<string, string?> property)
    {
        return new CompileOptions(
            [.. CommandLine.Split(property("BpfFlags")), .. CommandLine.Split(item.GetMetadata("BpfFlags"))],
            [.. List(property("BpfDefines")), .. List(item.GetMetadata("BpfDefines"))],
            [.. List(item.GetMetadata("BpfIncludeFolders")), .. List(property("BpfIncludeFolders"))],
            Single("BpfCpu"),
            (Single("BpfOptimization") ?? "2").TrimStart('-').TrimStart('O'),
            Version.TryParse(Single("BpfMinKernel") ?? "", out var kernel) ? kernel : null);

        string? Single(string name) =>
            new[] { item.GetMetadata(name), property(name) }
                .Select(value => value?.Trim())
                .FirstOrDefault(value => !string.IsNullOrEmpty(value));
    }

    /// <summary>The version of the instruction set: the newest that the compiler and all supported kernels know.</summary>
    public string CpuFor(Compiler compiler) => Cpu ?? (MinKernel is null ? "v3"
        : MinKernel < KernelWithV3 ? "v2"
        : MinKernel >= KernelWithV4 && compiler.HasV4 ? "v4"
        : "v3");

    private static IEnumerable<string> List(string? text) =>
        (text ?? "").Split([';', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries)
            .Select(entry => entry.Trim())
            .Where(entry => entry.Length > 0);
}
