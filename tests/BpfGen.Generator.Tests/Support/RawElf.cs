using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;

namespace BpfGen.Generator.Tests.Support;

/// <summary>Builds a little-endian ELF object without any checks. Sections, names and symbols can share bytes.</summary>
internal sealed class RawElf
{
    public const ulong Allocated = 2;
    public const ulong Code = 6;
    public const uint ProgramBits = 1;
    public const uint NoBits = 8;

    private readonly List<byte> _file = [.. new byte[64]];
    private readonly List<byte> _headers = [.. new byte[64]];
    private readonly List<byte> _symbols = [.. new byte[24]];
    private readonly List<byte> _strings = [0];
    private readonly Dictionary<string, uint> _names = new() { [""] = 0 };
    private readonly SortedDictionary<int, List<byte>> _relocations = [];

    public int SectionCount => _headers.Count / 64;

    public int SymbolCount => _symbols.Count / 24;

    public int Size => _file.Count + _headers.Count + _symbols.Count + _strings.Count;

    /// <summary>Returns the offset of a name. Adds the name if it is new.</summary>
    public uint Name(string text)
    {
        if (!_names.TryGetValue(text, out var offset))
        {
            offset = (uint)_strings.Count;
            _names.Add(text, offset);
            _strings.AddRange(Encoding.UTF8.GetBytes(text));
            _strings.Add(0);
        }

        return offset;
    }

    /// <summary>Adds bytes that sections can use.</summary>
    /// <returns>Their offset in the file.</returns>
    public int Bytes(ReadOnlySpan<byte> bytes)
    {
        var offset = _file.Count;
        _file.AddRange(bytes);
        return offset;
    }

    public int Section(string name, byte[] bytes, ulong flags = Allocated) => Section(Name(name), Bytes(bytes), bytes.Length, flags);

    /// <returns>The index of the section.</returns>
    public int Section(uint name, int offset, int size, ulong flags = Allocated, uint type = ProgramBits, uint link = 0, uint info = 0)
    {
        Span<byte> header = stackalloc byte[64];
        BinaryPrimitives.WriteUInt32LittleEndian(header, name);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], type);
        BinaryPrimitives.WriteUInt64LittleEndian(header[8..], flags);
        BinaryPrimitives.WriteUInt64LittleEndian(header[24..], (ulong)offset);
        BinaryPrimitives.WriteUInt64LittleEndian(header[32..], (ulong)size);
        BinaryPrimitives.WriteUInt32LittleEndian(header[40..], link);
        BinaryPrimitives.WriteUInt32LittleEndian(header[44..], info);
        _headers.AddRange(header);
        return SectionCount - 1;
    }

    /// <returns>The index of the symbol.</returns>
    public int Symbol(uint name, int section, int value, int size, byte type = 2, byte binding = 1, byte visibility = 0)
    {
        Span<byte> entry = stackalloc byte[24];
        BinaryPrimitives.WriteUInt32LittleEndian(entry, name);
        entry[4] = (byte)((binding << 4) | type);
        entry[5] = visibility;
        BinaryPrimitives.WriteUInt16LittleEndian(entry[6..], (ushort)section);
        BinaryPrimitives.WriteUInt64LittleEndian(entry[8..], (ulong)value);
        BinaryPrimitives.WriteUInt64LittleEndian(entry[16..], (ulong)size);
        _symbols.AddRange(entry);
        return SymbolCount - 1;
    }

    public void Relocate(int section, int offset, int symbol, uint type = 1)
    {
        if (!_relocations.TryGetValue(section, out var bytes))
        {
            _relocations.Add(section, bytes = []);
        }

        Span<byte> entry = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(entry, (ulong)offset);
        BinaryPrimitives.WriteUInt64LittleEndian(entry[8..], ((ulong)symbol << 32) | type);
        bytes.AddRange(entry);
    }

    public byte[] Build()
    {
        var (strings, table) = (Name(".strtab"), Name(".symtab"));
        var stringsIndex = Section(strings, Bytes(_strings.ToArray()), _strings.Count, flags: 0, type: 3);
        var symbolsIndex = Section(table, Bytes(_symbols.ToArray()), _symbols.Count, flags: 0, type: 2, link: (uint)stringsIndex);
        foreach (var (section, bytes) in _relocations)
        {
            Section(0, Bytes(bytes.ToArray()), bytes.Count, flags: 0, type: 9, link: (uint)symbolsIndex, info: (uint)section);
        }

        // The first line of this method added the name .strtab before the string table was copied. If there are many sections, the first
        // section header contains the section count.
        var count = SectionCount;
        var headers = _headers.ToArray();
        if (count >= 0xff00)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(headers.AsSpan(32), (ulong)count);
        }

        var place = _file.Count;
        byte[] file = [.. _file, .. headers];
        "\u007fELF\u0002\u0001\u0001"u8.CopyTo(file);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(16), 1);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(18), 247);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(20), 1);
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(40), (ulong)place);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(52), 64);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(58), 64);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(60), (ushort)(count >= 0xff00 ? 0 : count));
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(62), (ushort)stringsIndex);
        return file;
    }
}
