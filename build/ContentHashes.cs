using System;
using System.Collections.Concurrent;
using System.IO;
using System.Security.Cryptography;
using System.Text;

namespace BpfGen.Build;

/// <summary>Hashes of files, each read once. Can be used by several threads.</summary>
internal sealed class ContentHashes
{
    private readonly ConcurrentDictionary<string, string> _hashes = new(StringComparer.Ordinal);

    /// <returns>The hash, or null if the file cannot be read.</returns>
    public string? OfFile(string path)
    {
        var hash = _hashes.GetOrAdd(path, Read);
        return hash.Length > 0 ? hash : null;
    }

    public static string OfText(string text)
    {
        using var sha = SHA256.Create();
        return Text(sha.ComputeHash(Encoding.UTF8.GetBytes(text)));
    }

    public static string OfBytes(byte[] bytes)
    {
        using var sha = SHA256.Create();
        return Text(sha.ComputeHash(bytes));
    }

    private static string Read(string path)
    {
        try
        {
            using var sha = SHA256.Create();
            using var file = File.OpenRead(path);
            return Text(sha.ComputeHash(file));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static string Text(byte[] hash) => BitConverter.ToString(hash).Replace("-", "");
}
