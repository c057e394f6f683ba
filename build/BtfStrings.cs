using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace BpfGen.Build;

/// <summary>The strings of a BTF section. If a string is replaced, the strings after it get other offsets.</summary>
internal sealed class BtfStrings
{
    private const int StringsOffsetAt = 16;
    private const int StringsLengthAt = 20;

    private readonly bool _isBigEndian;
    private readonly SortedDictionary<int, byte[]> _replaced = [];
    private readonly byte[] _old;
    private readonly int _start;

    public BtfStrings(byte[] section, bool isBigEndian)
    {
        _isBigEndian = isBigEndian;
        _start = Number(section, 4) + Number(section, StringsOffsetAt);
        _old = section.AsSpan(_start, Number(section, StringsLengthAt)).ToArray();
    }

    public void Replace(int offset, Func<string, string> change)
    {
        var old = Encoding.UTF8.GetString(_old, offset, EndOf(offset) - offset);
        if (change(old) is var changed && changed != old)
        {
            _replaced[offset] = Encoding.UTF8.GetBytes(changed);
        }
    }

    /// <summary>The new offset of a string after the replacements.</summary>
    public int NewOffset(int offset) =>
        offset + _replaced.Where(pair => pair.Key < offset).Sum(pair => pair.Value.Length - (EndOf(pair.Key) - pair.Key));

    /// <summary>Returns the section with the new strings. The strings are the last part of a BTF section.</summary>
    public byte[] Write(byte[] section)
    {
        var strings = new List<byte>();
        for (var i = 0; i < _old.Length;)
        {
            var end = EndOf(i);
            strings.AddRange(_replaced.TryGetValue(i, out var changed) ? changed : _old.AsSpan(i, end - i).ToArray());
            strings.Add(0);
            i = end + 1;
        }

        var output = section.AsSpan(0, _start).ToArray().Concat(strings).ToArray();
        var length = output.AsSpan(StringsLengthAt);
        if (_isBigEndian)
        {
            BinaryPrimitives.WriteInt32BigEndian(length, strings.Count);
        }
        else
        {
            BinaryPrimitives.WriteInt32LittleEndian(length, strings.Count);
        }

        return output;
    }

    private int EndOf(int offset) => Array.IndexOf(_old, (byte)0, offset);

    private int Number(byte[] bytes, int at) => _isBigEndian
        ? BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(at))
        : BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at));
}
