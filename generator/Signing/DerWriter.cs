using System;

namespace BpfGen.Generator.Signing;

/// <summary>Writes DER elements. An element needs its length first, so the inner elements are written before the outer ones.</summary>
internal static class DerWriter
{
    private const int LongForm = 0x80;

    public static byte[] Element(byte tag, ReadOnlySpan<byte> content)
    {
        var lengthBytes = 0;
        for (var rest = content.Length < LongForm ? 0 : content.Length; rest > 0; rest >>= 8)
        {
            lengthBytes++;
        }

        var start = 2 + lengthBytes;
        var element = new byte[start + content.Length];
        element[0] = tag;
        element[1] = (byte)(lengthBytes == 0 ? content.Length : LongForm | lengthBytes);
        for (var i = 0; i < lengthBytes; i++)
        {
            element[start - 1 - i] = unchecked((byte)(content.Length >> (8 * i)));
        }

        content.CopyTo(element.AsSpan(start));
        return element;
    }

    /// <summary>Writes an element that consists of other elements.</summary>
    public static byte[] Elements(byte tag, params ReadOnlySpan<byte[]> parts)
    {
        var length = 0;
        foreach (var part in parts)
        {
            length += part.Length;
        }

        var content = new byte[length];
        var end = 0;
        foreach (var part in parts)
        {
            part.CopyTo(content, end);
            end += part.Length;
        }

        return Element(tag, content);
    }
}
