using System;
using System.Text;

namespace BpfGen.Generator.Elf;

/// <summary>Reads names from a string table.</summary>
internal static class ElfStrings
{
    /// <returns>False if the name starts outside the table, or if it has no terminating zero.</returns>
    public static bool TryRead(ElfSection table, uint offset, out string text)
    {
        text = "";
        var data = table.Data;
        if (offset == 0 && data.IsEmpty)
        {
            return true;
        }

        if (offset >= (uint)data.Length)
        {
            return false;
        }

        var rest = data.Slice((int)offset);
        var length = rest.IndexOf((byte)0);
        if (length < 0)
        {
            return false;
        }

        table.Image.Effort.Spend(1 + length);
        text = Decode(rest.Slice(0, length));
        return true;
    }

    /// <summary>Decodes UTF-8. Invalid bytes become U+FFFD.</summary>
    public static unsafe string Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return "";
        }

        // Use a pointer, because netstandard2.0 has no overload of GetString that takes a span.
        fixed (byte* start = bytes)
        {
            return Encoding.UTF8.GetString(start, bytes.Length);
        }
    }
}
