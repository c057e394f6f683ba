using System.IO;
using System.Threading;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Input;
using BpfGen.Generator.Model;
using BpfGen.Generator.Signing;

namespace BpfGen.Generator;

/// <summary>Reads the keys that sign objects.</summary>
internal static class SigningKeyReader
{
    public static KeyResult Read(KeyFiles files, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var problems = new ProblemList();
        var key = Open(files.Key, "", problems);
        var certificate = files.Certificate is { } path && key is not null ? Open(path, "has no certificate: ", problems) : null;
        var isComplete = key is not null && (certificate is not null || files.Certificate is null);
        var read = isComplete ? SigningKey.Read(key!, certificate, problems) : null;
        return new KeyResult(files, read, problems.ToArray());
    }

    private static byte[]? Open(string path, string prefix, ProblemList problems) =>
        ObjectFile.Read(path, Rules.BadSigningKey, $"{prefix}{Printable.Name(Path.GetFileName(path))} cannot be read: ", problems);
}

/// <summary>A key, or the reasons why it cannot be used.</summary>
/// <param name="Files">The files of the key.</param>
/// <param name="Key">The key; null if it cannot be used.</param>
/// <param name="Problems">The reasons why the key cannot be used.</param>
internal sealed record KeyResult(KeyFiles Files, SigningKey? Key, EquatableArray<Problem> Problems);
