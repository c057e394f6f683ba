using System;

namespace BpfGen.Interop;

/// <summary>Parses unsigned numbers in text from the kernel.</summary>
/// <remarks>The parsers of .NET also support signs, cultures and styles, and would add 3 KB to every native program.</remarks>
internal static class Digits
{
    /// <summary>Parses a decimal number.</summary>
    /// <returns>
    /// The number; null if the text is empty, has a character that is not a digit, or is above <see cref="int.MaxValue"/>.
    /// </returns>
    public static int? Decimal(ReadOnlySpan<char> text) => Read(text, radix: 10, int.MaxValue) is { } number ? (int)number : null;

    /// <summary>Parses a hexadecimal number without <c>0x</c>.</summary>
    /// <returns>The number; null if the text is empty, has a character that is not a digit, or needs more than 64 bits.</returns>
    public static ulong? Hexadecimal(ReadOnlySpan<char> text) => Read(text, radix: 16, ulong.MaxValue);

    /// <summary>Returns the decimal digits at the start of a text; empty if there are none.</summary>
    public static ReadOnlySpan<char> AtStart(ReadOnlySpan<char> text)
    {
        var end = 0;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        return text[..end];
    }

    /// <summary>Returns the decimal digits at the end of a text; empty if there are none.</summary>
    public static ReadOnlySpan<char> AtEnd(ReadOnlySpan<char> text)
    {
        var start = text.Length;
        while (start > 0 && char.IsAsciiDigit(text[start - 1]))
        {
            start--;
        }

        return text[start..];
    }

    private static ulong? Read(ReadOnlySpan<char> text, uint radix, ulong most)
    {
        var number = 0ul;
        foreach (var character in text)
        {
            var digit = (uint)(character - '0');
            digit = digit < 10 ? digit : (uint)((character | 0x20) - 'a') is < 6 and var letter ? letter + 10 : uint.MaxValue;
            if (digit >= radix || number > (most - digit) / radix)
            {
                return null;
            }

            number = (number * radix) + digit;
        }

        return text.IsEmpty ? null : number;
    }
}
