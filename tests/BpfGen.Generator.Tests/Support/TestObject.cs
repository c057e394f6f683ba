using System.Collections.Generic;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace BpfGen.Generator.Tests.Support;

/// <summary>
/// An AdditionalFiles item. It has a path. It has no text unless the test sets a text, like the compiler's item for a binary file.
/// </summary>
internal sealed class TestObject(string path, IReadOnlyDictionary<string, string> metadata, string? text = null) : AdditionalText
{
    public override string Path { get; } = path;

    public IReadOnlyDictionary<string, string> Metadata { get; } = metadata;

    public override SourceText? GetText(CancellationToken cancellationToken = default) => text is null ? null : SourceText.From(text);
}
