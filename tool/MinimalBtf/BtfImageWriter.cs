using System;
using System.Buffers.Binary;
using System.Collections.Generic;

namespace BpfGen.Tool.MinimalBtf;

/// <summary>Writes BTF. A string that is added several times is written only once.</summary>
internal sealed class BtfImageWriter
{
    private const ushort Magic = 0xeb9f;
    private const byte Version = 1;
    private const int HeaderSize = 24;

    private readonly List<byte> _records = [];
    private readonly List<byte> _strings = [];
    private readonly Dictionary<string, uint> _offsets = [];
    private readonly bool _isLittleEndian;

    /// <param name="isLittleEndian">The byte order.</param>
    public BtfImageWriter(bool isLittleEndian)
    {
        _isLittleEndian = isLittleEndian;

        // The first string of BTF must be empty.
        Text([]);
    }

    /// <summary>Adds a string.</summary>
    /// <returns>The offset of the string.</returns>
    public uint Text(ReadOnlySpan<byte> text)
    {
        // Convert each byte to a character, because names are compared by their bytes and may be invalid UTF-8.
        var key = string.Create(text.Length, text, (characters, bytes) =>
        {
            for (var i = 0; i < characters.Length; i++)
            {
                characters[i] = (char)bytes[i];
            }
        });
        if (!_offsets.TryGetValue(key, out var offset))
        {
            offset = (uint)_strings.Count;
            _strings.AddRange(text);
            _strings.Add(0);
            _offsets.Add(key, offset);
        }

        return offset;
    }

    /// <summary>Appends numbers to the current record.</summary>
    public void Write(params ReadOnlySpan<uint> numbers)
    {
        foreach (var number in numbers)
        {
            Write(_records, number);
        }
    }

    public byte[] ToArray()
    {
        var all = new List<byte>();
        all.AddRange(_isLittleEndian ? [Magic & 0xff, Magic >> 8] : [Magic >> 8, Magic & 0xff]);
        all.AddRange([Version, 0]);
        foreach (var number in (ReadOnlySpan<int>)[HeaderSize, 0, _records.Count, _records.Count, _strings.Count])
        {
            Write(all, (uint)number);
        }

        return [.. all, .. _records, .. _strings];
    }

    private void Write(List<byte> target, uint number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        if (_isLittleEndian)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, number);
        }
        else
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        }

        target.AddRange(bytes);
    }
}
