using System;
using System.Collections.Generic;
using System.Text;

namespace BpfGen.Generator.Signing;

/// <summary>A block of a PEM file.</summary>
/// <param name="label">The text after <c>BEGIN</c>.</param>
/// <param name="text">The text between the first line and the last line; null if the block has no last line.</param>
internal sealed class PemBlock(string label, string? text)
{
    private const string Begin = "-----BEGIN ";
    private const string End = "-----END ";
    private const string Dashes = "-----";

    public string Label { get; } = label;

    /// <summary>Whether the lines before the contents state that the contents are encrypted.</summary>
    public bool IsEncrypted => text is not null
        && text.IndexOf("Proc-Type:", StringComparison.Ordinal) >= 0
        && text.IndexOf("ENCRYPTED", StringComparison.Ordinal) >= 0;

    /// <summary>Reads all blocks. After a block without a last line, no other block is read.</summary>
    public static IReadOnlyList<PemBlock> ReadAll(byte[] file)
    {
        var blocks = new List<PemBlock>();
        var text = Encoding.ASCII.GetString(file);
        var position = 0;
        while (Find(text, Begin, position) is { } begin && Find(text, Dashes, begin + Begin.Length) is { } labelEnd)
        {
            var label = text.Substring(begin + Begin.Length, labelEnd - begin - Begin.Length);
            var start = labelEnd + Dashes.Length;
            if (Find(text, End + label + Dashes, start) is not { } end)
            {
                blocks.Add(new PemBlock(label, null));
                break;
            }

            blocks.Add(new PemBlock(label, text.Substring(start, end - start)));
            position = end + End.Length + label.Length + Dashes.Length;
        }

        return blocks;
    }

    /// <summary>The contents, or null if they are damaged.</summary>
    public byte[]? Decode()
    {
        try
        {
            return text is null ? null : Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static int? Find(string text, string part, int start) =>
        text.IndexOf(part, start, StringComparison.Ordinal) is var index and >= 0 ? index : null;
}
