using System;
using System.ComponentModel;
using System.Text;
using System.Text.Unicode;

namespace BpfGen.Loading;

/// <summary>Text in arrays of a fixed size, as C has it: up to the first zero byte, or to the end.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class FixedText
{
    /// <summary>The text up to its first zero byte, as UTF-8.</summary>
    /// <param name="bytes">The array.</param>
    public static string Read(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }

    /// <summary>
    /// Writes text as UTF-8, and zeroes behind it: at least one, so that C finds an end. Characters that find no room are left out, whole ones; what is
    /// no character (half of a surrogate pair) is written as U+FFFD.
    /// </summary>
    /// <param name="bytes">The array.</param>
    /// <param name="text">The text.</param>
    public static void Write(Span<byte> bytes, ReadOnlySpan<char> text)
    {
        _ = Utf8.FromUtf16(text, bytes[..^1], out _, out var written);
        bytes[written..].Clear();
    }
}
