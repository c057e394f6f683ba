using System;
using System.Collections.Generic;
using BpfGen.Wire;

namespace BpfGen.Generator.Emission;

/// <summary>
/// Compresses the bytes of a large table. See <see cref="Compression"/>. The time is linear: at each position, the compressor compares a
/// limited number of earlier positions that begin with the same four bytes. The same bytes always have the same compressed form.
/// </summary>
internal sealed class TableCompressor
{
    private const int HashBits = 16;
    private const uint HashFactor = 2654435761;

    /// <summary>
    /// The maximum number of earlier positions to compare with a position. A higher limit takes more time, and makes the result only a
    /// little smaller.
    /// </summary>
    private const int MostCandidates = 16;

    /// <summary>
    /// The length from which a repeat is used without a further search. If a repeat is shorter, the compressor first looks for a longer
    /// repeat at the next position.
    /// </summary>
    private const int LongRepeat = 64;

    private readonly byte[] _bytes;
    private readonly List<byte> _compressed;

    /// <summary>For each hash of four bytes: 1 plus the last position whose bytes have this hash; 0 if there is no such position.</summary>
    private readonly int[] _last = new int[1 << HashBits];

    /// <summary>For each position: 1 plus the previous position with the same hash; 0 if there is no such position.</summary>
    private readonly int[] _previous;

    /// <summary>The first position that <see cref="_last"/> and <see cref="_previous"/> do not contain yet.</summary>
    private int _known;

    private TableCompressor(byte[] bytes)
    {
        _bytes = bytes;
        _previous = new int[bytes.Length];
        _compressed = new List<byte>(bytes.Length / 4);
    }

    public static byte[] Compress(byte[] bytes)
    {
        var compressor = new TableCompressor(bytes);
        compressor.Run();
        return [.. compressor._compressed];
    }

    private void Run()
    {
        Packing.Write(_compressed, (uint)_bytes.Length);
        var written = 0;
        for (var position = 0; position <= _bytes.Length - Compression.ShortestRepeat;)
        {
            var (length, distance) = Find(position);
            if (length < Compression.ShortestRepeat)
            {
                position++;
                continue;
            }

            // Try the next position too, because a longer repeat often begins after one more literal byte.
            if (length < LongRepeat && Find(position + 1) is var (next, nextDistance) && next > length + 1)
            {
                (position, length, distance) = (position + 1, next, nextDistance);
            }

            Write(written, position, length, distance);
            position += length;
            written = position;
        }

        if (written < _bytes.Length)
        {
            Write(written, _bytes.Length, 0, 0);
        }
    }

    /// <returns>
    /// The longest repeat at a position: the number of bytes, and the distance to the earlier bytes. Both are 0 if no earlier bytes are
    /// equal.
    /// </returns>
    private (int Length, int Distance) Find(int position)
    {
        if (position > _bytes.Length - Compression.ShortestRepeat)
        {
            return default;
        }

        Learn(position);
        var (best, distance) = (0, 0);
        var candidate = _last[Hash(position)] - 1;
        for (var i = 0; i < MostCandidates && candidate >= 0; i++, candidate = _previous[candidate] - 1)
        {
            // A candidate is better only if it is equal in at least one more byte than the best repeat. So compare that byte first.
            if (position + best < _bytes.Length
                && _bytes[candidate + best] == _bytes[position + best]
                && LengthOf(candidate, position) is var length
                && length > best)
            {
                (best, distance) = (length, position - candidate);
            }
        }

        return (best, distance);
    }

    /// <summary>Adds all positions before the given one to <see cref="_last"/> and <see cref="_previous"/>.</summary>
    private void Learn(int position)
    {
        for (; _known < position; _known++)
        {
            ref var last = ref _last[Hash(_known)];
            _previous[_known] = last;
            last = _known + 1;
        }
    }

    private int LengthOf(int candidate, int position)
    {
        var length = 0;
        while (position + length < _bytes.Length && _bytes[candidate + length] == _bytes[position + length])
        {
            length++;
        }

        return length;
    }

    private uint Hash(int position)
    {
        var four = (uint)(_bytes[position] | (_bytes[position + 1] << 8) | (_bytes[position + 2] << 16) | (_bytes[position + 3] << 24));
        return unchecked(four * HashFactor) >> (32 - HashBits);
    }

    /// <summary>
    /// Writes a sequence of literal bytes and a repeat. A length of 0 means that the sequence has no repeat, because it is the last one.
    /// </summary>
    private void Write(int start, int end, int length, int distance)
    {
        var literals = end - start;
        var repeated = Math.Max(0, length - Compression.ShortestRepeat);
        _compressed.Add((byte)((Math.Min(literals, Compression.LargestCount) << Compression.LiteralShift)
            | Math.Min(repeated, Compression.LargestCount)));
        WriteRest(literals);
        for (var i = start; i < end; i++)
        {
            _compressed.Add(_bytes[i]);
        }

        if (length > 0)
        {
            Packing.Write(_compressed, (uint)(distance - 1));
            WriteRest(repeated);
        }
    }

    private void WriteRest(int count)
    {
        if (count >= Compression.LargestCount)
        {
            Packing.Write(_compressed, (uint)(count - Compression.LargestCount));
        }
    }
}
