using System;
using System.Buffers.Binary;
using BpfGen.CoreRelocations;

namespace BpfGen.Btf;

/// <summary>
/// Names to search for among many strings. A hash of the first four bytes of a string is enough to reject nearly all other strings.
/// </summary>
internal sealed class NameTable
{
    private const int HeadSize = sizeof(uint);
    private const int BucketBits = 12;

    private readonly byte[][] _names;

    /// <summary>
    /// The first name of each bucket. <c>_next</c> has for each name the next name in the same bucket. Both store the name's index plus 1;
    /// 0 means no name.
    /// </summary>
    private readonly ushort[] _buckets = new ushort[1 << BucketBits];
    private readonly ushort[] _next;
    private readonly bool _ignoresFlavors;

    /// <param name="names">At most 32,000 different names.</param>
    /// <param name="ignoresFlavors">Whether comparisons ignore the flavor of a string (<c>___old</c>).</param>
    public NameTable(byte[][] names, bool ignoresFlavors = false)
    {
        _names = names;
        _next = new ushort[2 * names.Length];
        _ignoresFlavors = ignoresFlavors;
        for (var i = 0; i < names.Length; i++)
        {
            Add(i, HeadOf(names[i]));
            if (ignoresFlavors && names[i].Length < HeadSize)
            {
                // The table compares the first four bytes of a string. A string can have a flavor after the name: name___flavor. If the
                // name is shorter than four bytes, the first four bytes of such a string contain underscores. So also add the name with
                // underscores.
                Add(names.Length + i, HeadOf([.. names[i], .. "____"u8]));
            }
        }
    }

    /// <param name="strings">Zero-terminated strings.</param>
    /// <param name="offset">The offset of a string. In damaged BTF, it can be any number.</param>
    /// <returns>The index of the name that equals the string; -1 for none.</returns>
    public int Find(ReadOnlySpan<byte> strings, uint offset)
    {
        if (offset >= (uint)strings.Length)
        {
            return -1;
        }

        var text = strings[(int)offset..];
        var first = _buckets[Bucket(HeadOf(text))];
        return first == 0 ? -1 : Compare(text, first);
    }

    private int Compare(ReadOnlySpan<byte> text, int first)
    {
        for (var i = first; i != 0; i = _next[i - 1])
        {
            var index = (i - 1) % _names.Length;
            var name = _names[index];
            if (name.Length < text.Length
                && (text[name.Length] == 0 || (_ignoresFlavors && text[name.Length] == '_'))
                && text[..name.Length].SequenceEqual(name)
                && (text[name.Length] == 0 || EssentialName.Of(text[..text.IndexOf((byte)0)]).Length == name.Length))
            {
                return index;
            }
        }

        return -1;
    }

    private void Add(int entry, uint head)
    {
        ref var bucket = ref _buckets[Bucket(head)];
        _next[entry] = bucket;
        bucket = (ushort)(entry + 1);
    }

    /// <summary>The first four bytes of a name as a number. A shorter name is filled with zeros.</summary>
    private static uint HeadOf(ReadOnlySpan<byte> text)
    {
        if (text.Length >= HeadSize)
        {
            var head = BinaryPrimitives.ReadUInt32LittleEndian(text);
            if (((head - 0x01010101) & ~head & 0x80808080) == 0)
            {
                return head;
            }
        }

        return HeadOfShort(text);
    }

    private static uint HeadOfShort(ReadOnlySpan<byte> text)
    {
        var head = 0u;
        for (var i = 0; i < text.Length && i < HeadSize && text[i] != 0; i++)
        {
            head |= (uint)text[i] << (8 * i);
        }

        return head;
    }

    private static int Bucket(uint head) => (int)((head * 0x9e3779b1u) >> (32 - BucketBits));
}
