using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;

namespace BpfGen.Generator.Tests.Support;

/// <summary>Builds an ELF object section by section, including objects that no compiler would write.</summary>
internal sealed class ElfBuilder(bool littleEndian = true)
{
    private readonly List<Section> _sections = [];
    private readonly List<Symbol> _symbols = [];
    private readonly List<Relocation> _relocations = [];

    public const byte Object = 1;
    public const byte Function = 2;
    public const byte SectionSymbol = 3;

    public ElfBuilder WithSection(string name, byte[] data, bool executable = false)
    {
        _sections.Add(new Section(name, Type: 1, Flags: executable ? 6ul : 3ul, data));
        return this;
    }

    public ElfBuilder WithSymbol(string name, string section, byte type, ulong value = 0, ulong? size = null, bool isLocal = false)
    {
        var size_ = size ?? (ulong)(_sections.FirstOrDefault(s => s.Name == section)?.Data.Length ?? 0);
        _symbols.Add(new Symbol(name, section, type, value, size_, isLocal));
        return this;
    }

    /// <summary>Adds a relocation at an offset of a section, against the symbol with the given name.</summary>
    public ElfBuilder WithRelocation(string section, ulong offset, string symbol, uint type = 1)
    {
        _relocations.Add(new Relocation(section, offset, symbol, type));
        return this;
    }

    /// <summary>Adds a legacy map definition of five numbers to section <c>maps</c>, after the existing definitions.</summary>
    public ElfBuilder WithMap(string name, uint type = 4, uint keySize = 4, uint valueSize = 4, uint maxEntries = 256, uint flags = 0)
    {
        var definition = Numbers(type, keySize, valueSize, maxEntries, flags);
        var existing = _sections.FindIndex(section => section.Name == "maps");
        if (existing < 0)
        {
            return WithSection("maps", definition).WithSymbol(name, "maps", Object, 0, 20);
        }

        var before = _sections[existing].Data;
        _sections[existing] = _sections[existing] with { Data = [.. before, .. definition] };
        return WithSymbol(name, "maps", Object, (ulong)before.Length, 20);
    }

    /// <summary>Adds a program that returns 0, in a new section.</summary>
    public ElfBuilder WithProgram(string name, string section = "socket") => WithProgram(name, section, Code(0xb7, 0x95));

    public ElfBuilder WithProgram(string name, string section, byte[] code) =>
        WithSection(section, code, executable: true).WithSymbol(name, section, Function);

    public ElfBuilder WithLicense(string license = "GPL") =>
        WithSection("license", [.. Encoding.UTF8.GetBytes(license), 0]);

    /// <summary>Returns one instruction for each opcode; all other fields are zero.</summary>
    public static byte[] Code(params byte[] codes) => [.. codes.SelectMany(code => new byte[] { code, 0, 0, 0, 0, 0, 0, 0 })];

    public byte[] Numbers(params uint[] numbers)
    {
        var bytes = new byte[numbers.Length * 4];
        for (var i = 0; i < numbers.Length; i++)
        {
            Write(bytes.AsSpan(i * 4), numbers[i]);
        }

        return bytes;
    }

    public byte[] Build()
    {
        var strings = new Strings();
        var symbols = _symbols.OrderBy(symbol => symbol.Name.Length == 0 ? 0 : 1).ToList();
        var sections = new List<(Section Section, uint Link, uint Info, ulong EntrySize)> { (new Section("", 0, 0, []), 0, 0, 0) };
        sections.AddRange(_sections.Select(section => (section, 0u, 0u, 0ul)));
        var symbolTableIndex = sections.Count;
        var relocated = _relocations.Select(relocation => relocation.Section).Distinct().ToList();
        var stringTableIndex = (uint)(symbolTableIndex + 1 + relocated.Count);

        sections.Add((new Section(".symtab", 2, 0, SymbolTable(symbols, strings)), stringTableIndex, 1, 24));
        foreach (var name in relocated)
        {
            var data = _relocations.Where(relocation => relocation.Section == name)
                .SelectMany(relocation => RelocationBytes(relocation, symbols))
                .ToArray();
            sections.Add((new Section(".rel" + name, 9, 0, data), (uint)symbolTableIndex, (uint)IndexOf(name), 16));
        }

        // Section names and symbol names share one string table. This table is added last, because all names are known only then.
        foreach (var (section, _, _, _) in sections)
        {
            strings.Add(section.Name);
        }

        strings.Add(".strtab");
        sections.Add((new Section(".strtab", 3, 0, strings.ToArray()), 0, 0, 0));
        return Assemble(sections, strings, stringTableIndex);
    }

    private byte[] Assemble(List<(Section Section, uint Link, uint Info, ulong EntrySize)> sections, Strings strings, uint stringTableIndex)
    {
        var file = new MemoryStream();
        file.Write(new byte[64]);
        var offsets = new List<long>();
        foreach (var (section, _, _, _) in sections)
        {
            offsets.Add(file.Length);
            file.Write(section.Data);
        }

        var table = file.Length;
        for (var i = 0; i < sections.Count; i++)
        {
            var (section, link, info, entrySize) = sections[i];
            var header = new byte[64];
            Write(header, strings.Add(section.Name));
            Write(header.AsSpan(4), section.Type);
            Write(header.AsSpan(8), section.Flags);
            Write(header.AsSpan(24), (ulong)offsets[i]);
            Write(header.AsSpan(32), (ulong)section.Data.Length);
            Write(header.AsSpan(40), link);
            Write(header.AsSpan(44), info);
            Write(header.AsSpan(48), 8ul);
            Write(header.AsSpan(56), entrySize);
            file.Write(header);
        }

        var bytes = file.ToArray();
        "\u007fELF"u8.CopyTo(bytes);
        bytes[4] = 2;
        bytes[5] = (byte)(littleEndian ? 1 : 2);
        bytes[6] = 1;
        Write(bytes.AsSpan(16), (ushort)1);
        Write(bytes.AsSpan(18), (ushort)247);
        Write(bytes.AsSpan(20), 1u);
        Write(bytes.AsSpan(40), (ulong)table);
        Write(bytes.AsSpan(52), (ushort)64);
        Write(bytes.AsSpan(58), (ushort)64);
        Write(bytes.AsSpan(60), (ushort)sections.Count);
        Write(bytes.AsSpan(62), (ushort)stringTableIndex);
        return bytes;
    }

    private byte[] SymbolTable(List<Symbol> symbols, Strings strings)
    {
        var bytes = new byte[(symbols.Count + 1) * 24];
        for (var i = 0; i < symbols.Count; i++)
        {
            var entry = bytes.AsSpan((i + 1) * 24);
            Write(entry, strings.Add(symbols[i].Name));
            entry[4] = (byte)((symbols[i].IsLocal ? 0 : 0x10) | symbols[i].Type);
            Write(entry[6..], (ushort)IndexOf(symbols[i].Section));
            Write(entry[8..], symbols[i].Value);
            Write(entry[16..], symbols[i].Size);
        }

        return bytes;
    }

    private byte[] RelocationBytes(Relocation relocation, List<Symbol> symbols)
    {
        var bytes = new byte[16];
        var symbol = symbols.FindIndex(symbol => symbol.Name == relocation.Symbol) + 1;
        Write(bytes, relocation.Offset);
        Write(bytes.AsSpan(8), ((ulong)symbol << 32) | relocation.Type);
        return bytes;
    }

    private int IndexOf(string section) => _sections.FindIndex(candidate => candidate.Name == section) + 1;

    private void Write(Span<byte> bytes, ushort value)
    {
        if (littleEndian)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
        }
        else
        {
            BinaryPrimitives.WriteUInt16BigEndian(bytes, value);
        }
    }

    private void Write(Span<byte> bytes, uint value)
    {
        if (littleEndian)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        }
        else
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        }
    }

    private void Write(Span<byte> bytes, ulong value)
    {
        if (littleEndian)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        }
        else
        {
            BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        }
    }

    private sealed record Section(string Name, uint Type, ulong Flags, byte[] Data);

    private sealed record Symbol(string Name, string Section, byte Type, ulong Value, ulong Size, bool IsLocal);

    private sealed record Relocation(string Section, ulong Offset, string Symbol, uint Type);

    private sealed class Strings
    {
        private readonly List<byte> _bytes = [0];
        private readonly Dictionary<string, uint> _offsets = new() { [""] = 0 };

        public uint Add(string text)
        {
            if (!_offsets.TryGetValue(text, out var offset))
            {
                offset = (uint)_bytes.Count;
                _offsets.Add(text, offset);
                _bytes.AddRange(Encoding.UTF8.GetBytes(text));
                _bytes.Add(0);
            }

            return offset;
        }

        public byte[] ToArray() => [.. _bytes];
    }
}
