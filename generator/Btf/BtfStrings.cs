using System;
using System.Collections.Generic;
using System.Text;
using BpfGen.Generator.Elf;

namespace BpfGen.Generator.Btf;

/// <summary>
/// The strings of an object's BTF. Each string is decoded only once. The passes of the linker that edit the types can add strings.
/// </summary>
internal sealed class BtfStrings(byte[] section)
{
    private readonly List<byte[]> _added = [];
    private readonly Dictionary<uint, string?> _decoded = new() { [0] = "" };
    private readonly Dictionary<string, uint> _offsets = new(StringComparer.Ordinal) { [""] = 0 };

    /// <returns>The string at an offset. Null if the offset is out of range, or if the string has no terminating zero.</returns>
    public string? At(uint offset)
    {
        if (!_decoded.TryGetValue(offset, out var text))
        {
            text = Find(offset) is { } bytes ? ElfStrings.Decode(bytes) : null;
            _decoded.Add(offset, text);
        }

        return text;
    }

    /// <summary>The bytes of the string at an offset, without the terminating zero. Empty if the offset is invalid.</summary>
    public byte[] BytesAt(uint offset) => Find(offset) ?? [];

    /// <summary>Adds a string. A string that was added before is not added again.</summary>
    /// <returns>The offset of the string.</returns>
    public uint Add(string text)
    {
        if (!_offsets.TryGetValue(text, out var offset))
        {
            offset = (uint)(section.Length + _added.Count);
            _added.Add(Encoding.UTF8.GetBytes(text));
            _offsets.Add(text, offset);
        }

        return offset;
    }

    private byte[]? Find(uint offset)
    {
        if (offset >= (uint)section.Length)
        {
            var index = offset - (uint)section.Length;
            return index < (uint)_added.Count ? _added[(int)index] : null;
        }

        var text = section.AsSpan((int)offset);
        var end = text.IndexOf((byte)0);
        return end < 0 ? null : text.Slice(0, end).ToArray();
    }
}
