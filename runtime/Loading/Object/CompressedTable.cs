using System;
using System.Buffers;
using System.Buffers.Text;
using System.ComponentModel;
using System.Runtime.InteropServices;
using BpfGen.Wire;

namespace BpfGen.Loading;

/// <summary>
/// Unpacks the large tables of generated code. Only code that the generator writes for large objects refers to this class, so trimming
/// removes it from other programs. <see cref="Compression"/> describes the format.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class CompressedTable
{
    /// <summary>Returns the numbers of a table.</summary>
    /// <typeparam name="T">The type of the numbers.</typeparam>
    /// <param name="text">The compressed bytes as Base64 text. Line breaks are ignored.</param>
    /// <exception cref="InvalidOperationException">The text is not Base64.</exception>
    public static ReadOnlySpan<T> Unpack<T>(ReadOnlySpan<byte> text)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(Decompress(Decode(text)));

    private static ReadOnlySpan<byte> Decode(ReadOnlySpan<byte> text)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(Base64.GetMaxDecodedFromUtf8Length(text.Length));
        var status = Base64.DecodeFromUtf8(text, bytes, out _, out var count);
        return status == OperationStatus.Done ? bytes.AsSpan(0, count) : throw Damaged();
    }

    private static byte[] Decompress(ReadOnlySpan<byte> compressed)
    {
        var bytes = GC.AllocateUninitializedArray<byte>((int)Packing.Read(ref compressed));
        var rest = bytes.AsSpan();
        while (!rest.IsEmpty)
        {
            var counts = compressed[0];
            compressed = compressed[1..];
            var literals = ReadCount(counts >> Compression.LiteralShift, ref compressed);
            compressed[..literals].CopyTo(rest);
            compressed = compressed[literals..];
            rest = rest[literals..];
            if (!rest.IsEmpty)
            {
                var distance = 1 + (int)Packing.Read(ref compressed);
                var repeated = Compression.ShortestRepeat + ReadCount(counts & Compression.LargestCount, ref compressed);
                Repeat(bytes.AsSpan(bytes.Length - rest.Length - distance), distance, repeated);
                rest = rest[repeated..];
            }
        }

        return bytes;
    }

    private static int ReadCount(int count, ref ReadOnlySpan<byte> compressed) =>
        count < Compression.LargestCount ? count : count + (int)Packing.Read(ref compressed);

    /// <summary>
    /// Appends copies of the first <paramref name="distance"/> bytes, one after another, until <paramref name="count"/> bytes are added.
    /// </summary>
    private static void Repeat(Span<byte> bytes, int distance, int count)
    {
        var end = distance + count;
        for (var available = distance; available < end; available *= 2)
        {
            bytes[..Math.Min(available, end - available)].CopyTo(bytes[available..]);
        }
    }

    private static InvalidOperationException Damaged() => new("A table in generated code is damaged. Build the project again.");
}
