using System;

namespace BpfGen.Wire;

/// <summary>The names of maps and programs in the kernel: at most 15 characters and a zero byte.</summary>
internal static class KernelNames
{
    /// <summary>The size of a name with its zero byte.</summary>
    public const int Size = 16;

    private const int MaxLength = Size - 1;

    /// <summary>
    /// Writes a name, cut to 15 characters as in libbpf. Every character that the kernel rejects becomes an underscore. The name of a map
    /// of global variables consists of the object's name and the section's name. As in libbpf, the object's name is cut first, so that the
    /// section's name keeps at least 7 characters.
    /// </summary>
    /// <param name="result">The bytes to write to, which are zero.</param>
    /// <param name="name">The whole name.</param>
    /// <param name="section">The section's name, with which the whole name ends; null for other maps and for programs.</param>
    public static void Write(Span<byte> result, string name, string? section)
    {
        const int ShortestSection = 7;
        if (section is null)
        {
            Write(result, 0, name.AsSpan());
            return;
        }

        var room = Math.Max(0, MaxLength - Math.Max(ShortestSection, section.Length));
        var length = Math.Min(room, name.Length - section.Length);
        Write(result, 0, name.AsSpan(0, length));
        Write(result, length, section.AsSpan());
    }

    private static void Write(Span<byte> result, int place, ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length && place + i < MaxLength; i++)
        {
            result[place + i] = text[i] is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_' or '.'
                ? (byte)text[i]
                : (byte)'_';
        }
    }
}
