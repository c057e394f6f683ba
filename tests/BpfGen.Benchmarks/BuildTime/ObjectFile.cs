using System;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace BpfGen.Benchmarks.BuildTime;

/// <summary>An object among the additional files, whose bytes the generator reads by its path.</summary>
internal sealed class ObjectFile(string path) : AdditionalText
{
    public override string Path { get; } = path;

    public override SourceText? GetText(CancellationToken cancellationToken = default) => throw new NotSupportedException("The object is no text.");
}
