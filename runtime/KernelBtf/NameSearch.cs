using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace BpfGen.KernelBtf;

/// <summary>
/// Finds many names in a section of strings in one pass. The ends of the strings are found many bytes at a time; of each string only the last four
/// bytes are looked at, unless they are those of a wanted name.
/// </summary>
internal sealed class NameSearch
{
    private const int TailSize = sizeof(uint);
    private const int BucketBits = 12;

    private readonly byte[][] _names;
    private readonly int[] _offsets;

    /// <summary>For each bucket the first name in it, from 1; and for each name the next one in its bucket.</summary>
    private readonly ushort[] _buckets = new ushort[1 << BucketBits];
    private readonly ushort[] _next;
    private int _missing;

    private NameSearch(byte[][] names)
    {
        _names = names;
        _offsets = new int[names.Length];
        _next = new ushort[names.Length];
        Array.Fill(_offsets, -1);
    }

    /// <param name="strings">Zero-terminated strings, each of which is there once.</param>
    /// <param name="names">The names: fewer than 65,535, and no two the same.</param>
    /// <returns>Where each name begins; -1 for those that are not there.</returns>
    public static int[] Find(ReadOnlySpan<byte> strings, byte[][] names)
    {
        var search = new NameSearch(names);
        for (var i = 0; i < names.Length; i++)
        {
            search.Add(strings, i);
        }

        if (search._missing > 0)
        {
            search.FindAll(strings);
        }

        return search._offsets;
    }

    private void Add(ReadOnlySpan<byte> strings, int i)
    {
        var name = _names[i];
        if (name.Length < TailSize)
        {
            // So short that it has no tail: there are hardly ever any.
            var found = name.Length == 0 ? -1 : strings.IndexOf((byte[])[0, .. name, 0]);
            _offsets[i] = found < 0 ? -1 : found + 1;
            return;
        }

        ref var bucket = ref _buckets[Bucket(MemoryMarshal.Read<uint>(name.AsSpan(name.Length - TailSize)))];
        _next[i] = bucket;
        bucket = (ushort)(i + 1);
        _missing++;
    }

    private void FindAll(ReadOnlySpan<byte> strings)
    {
        ref var first = ref MemoryMarshal.GetReference(strings);
        ref var buckets = ref MemoryMarshal.GetArrayDataReference(_buckets);

        // No name that is looked for here is so short that it could end before.
        var end = TailSize;
        for (; strings.Length - end >= Vector256<byte>.Count && _missing > 0; end += Vector256<byte>.Count)
        {
            var zeros = Vector256.Equals(Vector256.LoadUnsafe(ref first, (nuint)end), default).ExtractMostSignificantBits();
            for (; zeros != 0; zeros &= zeros - 1)
            {
                var place = end + BitOperations.TrailingZeroCount(zeros);
                var tail = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref first, place - TailSize));
                var name = Unsafe.Add(ref buckets, Bucket(tail));
                if (name != 0)
                {
                    Visit(strings, place, name);
                }
            }
        }

        for (; end < strings.Length && _missing > 0; end++)
        {
            if (strings[end] == 0)
            {
                Visit(strings, end, _buckets[Bucket(MemoryMarshal.Read<uint>(strings[(end - TailSize)..]))]);
            }
        }
    }

    /// <summary>Compares the string that ends here with the names of a bucket.</summary>
    private void Visit(ReadOnlySpan<byte> strings, int end, ushort first)
    {
        for (var i = first; i != 0; i = _next[i - 1])
        {
            var name = _names[i - 1];
            var start = end - name.Length;
            if (start >= 0 && (start == 0 || strings[start - 1] == 0) && _offsets[i - 1] < 0 && strings[start..end].SequenceEqual(name))
            {
                _offsets[i - 1] = start;
                _missing--;
            }
        }
    }

    private static int Bucket(uint tail) => (int)((tail * 0x9e3779b1u) >> (32 - BucketBits));
}
