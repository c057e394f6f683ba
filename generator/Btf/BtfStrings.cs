using System;
using System.Collections.Generic;
using System.Text;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Elf;

namespace BpfGen.Generator.Btf;

/// <summary>
/// The strings of an object's BTF. Each string is decoded only once. The passes of the linker that edit the types can add strings.
/// </summary>
/// <remarks>
/// A string ends at the next zero, so the strings of a malformed object can overlap: one long text has as many strings as bytes. The sum of
/// their lengths is therefore limited. Compilers write each string once.
/// </remarks>
/// <param name="section">The bytes of the strings.</param>
/// <param name="effort">Limits the work of reading the object.</param>
internal sealed class BtfStrings(byte[] section, Effort effort)
{
    /// <summary>
    /// The maximum length of a type name or member name. The kernel rejects names of 512 bytes, and the C# compiler rejects names of 1,024.
    /// </summary>
    private const int LongestName = 1023;

    /// <summary>
    /// The sum of the lengths of all strings that are read is limited to this multiple of the section's size. <see cref="FewBytes"/> is
    /// added for small sections.
    /// </summary>
    private const int MostCopies = 4;
    private const int FewBytes = 64 * 1024;

    private readonly Dictionary<uint, string> _shortened = [];
    private readonly HashSet<uint> _read = [];
    private long _rest = ((long)MostCopies * section.Length) + FewBytes;

    private readonly List<byte[]> _added = [];
    private readonly Dictionary<uint, string?> _decoded = new() { [0] = "" };
    private readonly Dictionary<string, uint> _offsets = new(StringComparer.Ordinal) { [""] = 0 };

    /// <returns>
    /// The string at an offset. Null if the offset is out of range, or if the string has no terminating zero.
    /// </returns>
    /// <exception cref="LimitException">Too many strings overlap.</exception>
    public string? At(uint offset)
    {
        if (!_decoded.TryGetValue(offset, out var text))
        {
            text = Find(offset) is { } bytes ? ElfStrings.Decode(bytes) : null;
            _decoded.Add(offset, text);
        }

        return text;
    }

    /// <summary>The name at an offset, cut to <see cref="LongestName"/> characters. Null if <see cref="At"/> returns null.</summary>
    public string? NameAt(uint offset)
    {
        var name = At(offset);
        if (name is null || name.Length <= LongestName)
        {
            return name;
        }

        if (!_shortened.TryGetValue(offset, out var start))
        {
            start = name.Substring(0, LongestName);
            _shortened.Add(offset, start);
        }

        return start;
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
        if (end < 0)
        {
            return null;
        }

        effort.Spend(1 + (end >> 2));
        if (_read.Add(offset) && (_rest -= end) < 0)
        {
            throw new LimitException(
                "the strings of its BTF overlap so much that their total length exceeds "
                + $"{MostCopies} times the {section.Length} bytes that contain them");
        }

        return text.Slice(0, end).ToArray();
    }
}
