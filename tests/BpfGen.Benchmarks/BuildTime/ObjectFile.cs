using System;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace BpfGen.Benchmarks.BuildTime;

/// <summary>An object as an AdditionalFiles item. The generator reads the object's bytes from the path.</summary>
internal sealed class ObjectFile(string path) : AdditionalText
{
    public override string Path { get; } = path;

    public override SourceText? GetText(CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("An object file has no text.");
}
