using System;
using System.ComponentModel;
using System.Text;
using System.Text.Unicode;

namespace BpfGen.Loading;

/// <summary>
/// Reads and writes text in byte arrays of a fixed size. As in C, the text ends at the first zero byte, or at the array's end.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class FixedText
{
    /// <summary>Decodes UTF-8 text up to the first zero byte.</summary>
    /// <param name="bytes">The array.</param>
    public static string Read(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }

    /// <summary>
    /// Encodes text as UTF-8 and fills the rest with zeros. At least one zero byte terminates the text. A character that does not fit
    /// completely is left out. An unpaired surrogate becomes U+FFFD.
    /// </summary>
    /// <param name="bytes">The array.</param>
    /// <param name="text">The text.</param>
    public static void Write(Span<byte> bytes, ReadOnlySpan<char> text)
    {
        _ = Utf8.FromUtf16(text, bytes[..^1], out _, out var written);
        bytes[written..].Clear();
    }
}
