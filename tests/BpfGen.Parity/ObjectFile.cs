using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace BpfGen.Parity;

/// <summary>An object as an AdditionalFiles item. Like the compiler's item for a binary file, it has a path but no text.</summary>
internal sealed class ObjectFile(string path) : AdditionalText
{
    public override string Path { get; } = path;

    public override SourceText? GetText(CancellationToken cancellationToken = default) => null;

    /// <summary>
    /// Reads the byte order of an object: <c>EI_DATA</c> in the ELF header. A file that is too short for this header counts as
    /// little-endian.
    /// </summary>
    public static bool IsLittleEndian(string path)
    {
        const int dataOffset = 5;
        const byte bigEndian = 2;
        using var file = File.OpenRead(path);
        Span<byte> ident = stackalloc byte[16];
        return file.ReadAtLeast(ident, ident.Length, throwOnEndOfStream: false) < ident.Length || ident[dataOffset] != bigEndian;
    }
}

/// <summary>The item metadata and the MSBuild properties of the project that contains the object.</summary>
/// <param name="isLittleEndian">The byte order of the object. The project is built for a platform of the same byte order.</param>
internal sealed class ProjectOptions(bool isLittleEndian) : AnalyzerConfigOptionsProvider
{
    private static readonly Options Item = new(new()
    {
        ["build_metadata.AdditionalFiles.BpfObject"] = "true",
        ["build_metadata.AdditionalFiles.BpfClass"] = Subject.ClassName,
    });

    public override AnalyzerConfigOptions GlobalOptions { get; } = new Options(new()
    {
        ["build_property.RootNamespace"] = Subject.Namespace,
        ["build_property.RuntimeIdentifier"] = isLittleEndian ? "linux-x64" : "linux-s390x",
    });

    public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => Item;

    public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => Item;

    private sealed class Options(Dictionary<string, string> values) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value) => values.TryGetValue(key, out value);
    }
}
