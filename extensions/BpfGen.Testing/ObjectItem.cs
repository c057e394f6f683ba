using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace BpfGen.Testing;

/// <summary>The AdditionalFiles item of an object. It has no text, like the compiler's item for a binary file.</summary>
internal sealed class ObjectItem(string path) : AdditionalText
{
    public override string Path { get; } = path;

    public override SourceText? GetText(CancellationToken cancellationToken = default) => null;
}
