using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;
using BpfGen.Generator.Diagnostics;

namespace BpfGen.Generator.Signing;

/// <summary>
/// The data of a loader program: the attributes of its system calls, and what they point to. The data becomes the only value of a map. Each
/// part begins at a multiple of 8 bytes.
/// </summary>
/// <param name="effort">Counts the bytes toward the limit of the object.</param>
internal sealed class LoaderBlob(Effort effort)
{
    private const int Alignment = sizeof(ulong);

    private readonly List<byte> _bytes = [];

    /// <summary>Adds a part, and returns its offset.</summary>
    public int Add(ReadOnlySpan<byte> part)
    {
        var offset = Reserve(part.Length);
        Write(offset, part);
        return offset;
    }

    /// <summary>Adds numbers in little-endian byte order, and returns their offset.</summary>
    public int Add(ReadOnlySpan<uint> numbers)
    {
        var bytes = new byte[numbers.Length * sizeof(uint)];
        for (var i = 0; i < numbers.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(i * sizeof(uint)), numbers[i]);
        }

        return Add(bytes);
    }

    /// <summary>Adds 8-byte numbers in little-endian byte order, and returns their offset.</summary>
    public int Add(ReadOnlySpan<ulong> numbers)
    {
        var bytes = new byte[numbers.Length * sizeof(ulong)];
        for (var i = 0; i < numbers.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(i * sizeof(ulong)), numbers[i]);
        }

        return Add(bytes);
    }

    /// <summary>Adds a text and its zero byte, and returns its offset.</summary>
    public int Add(string text) => Add(Encoding.UTF8.GetBytes(text + '\0'));

    /// <summary>Adds zero bytes, and returns their offset.</summary>
    public int Reserve(int size)
    {
        effort.Spend(1 + (size / Alignment));
        var offset = _bytes.Count;
        var end = offset + ((size + Alignment - 1) & ~(Alignment - 1));
        while (_bytes.Count < end)
        {
            _bytes.Add(0);
        }

        return offset;
    }

    /// <summary>Overwrites bytes.</summary>
    public void Write(int offset, ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            _bytes[offset++] = value;
        }
    }

    public byte[] ToArray() => [.. _bytes];
}
