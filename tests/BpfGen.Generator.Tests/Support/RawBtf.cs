using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using BpfGen.Btf;

namespace BpfGen.Generator.Tests.Support;

/// <summary>Builds little-endian BTF record by record, without any checks. Names can share bytes.</summary>
internal sealed class RawBtf
{
    private readonly List<uint> _words = [];
    private readonly List<byte> _strings = [0];
    private readonly Dictionary<string, uint> _names = new() { [""] = 0 };

    public uint Count { get; private set; }

    /// <summary>The size of the BTF so far, in bytes.</summary>
    public int Size => (_words.Count * sizeof(uint)) + _strings.Count;

    /// <summary>Returns the offset of a string. Adds the string if it is new.</summary>
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

    public uint Add(BtfKind kind, uint name, int count, uint sizeOrType, params ReadOnlySpan<uint> numbers) =>
        Add(kind, name, count, flag: false, sizeOrType, numbers);

    public uint Add(BtfKind kind, uint name, int count, bool flag, uint sizeOrType, params ReadOnlySpan<uint> numbers)
    {
        _words.AddRange([name, ((uint)kind << 24) | (uint)count | (flag ? 1u << 31 : 0), sizeOrType]);
        _words.AddRange(numbers);
        return ++Count;
    }

    public uint Int(string name, int size) => Add(BtfKind.Int, Name(name), 0, (uint)size, (uint)size * 8);

    public uint Struct(uint name, int size, params (uint Name, uint Type, int Bit)[] members) =>
        Add(BtfKind.Struct, name, members.Length, (uint)size, [.. members.SelectMany(m => new[] { m.Name, m.Type, (uint)m.Bit })]);

    public uint Union(uint name, int size, params (uint Name, uint Type, int Bit)[] members) =>
        Add(BtfKind.Union, name, members.Length, (uint)size, [.. members.SelectMany(m => new[] { m.Name, m.Type, (uint)m.Bit })]);

    public uint Array(uint element, uint count, uint index) => Add(BtfKind.Array, 0, 0, 0, element, index, count);

    public uint Pointer(uint type) => Add(BtfKind.Pointer, 0, 0, type);

    public uint Variable(string name, uint type, uint linkage = 1) => Add(BtfKind.Variable, Name(name), 0, type, linkage);

    public uint Function(string name, uint prototype, int linkage = 1) => Add(BtfKind.Function, Name(name), linkage, prototype);

    public uint Section(string name, int size, params (uint Variable, int Offset, int Size)[] variables) => Add(
        BtfKind.DataSection, Name(name), variables.Length, (uint)size,
        [.. variables.SelectMany(v => new[] { v.Variable, (uint)v.Offset, (uint)v.Size })]);

    public byte[] Build()
    {
        uint[] header = [0x0001eb9f, 24, 0, (uint)_words.Count * 4, (uint)_words.Count * 4, (uint)_strings.Count];
        return
        [
            .. MemoryMarshal.AsBytes<uint>(header),
            .. MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_words)),
            .. _strings,
        ];
    }

    /// <summary>
    /// Builds <c>.BTF.ext</c> from records of functions, lines and CO-RE relocations. Each list of records belongs to a section, whose name
    /// is given.
    /// </summary>
    public static byte[] Ext(
        IEnumerable<(uint Section, uint[] Numbers)> functions,
        IEnumerable<(uint Section, uint[] Numbers)> lines,
        IEnumerable<(uint Section, uint[] Numbers)> core)
    {
        byte[][] parts = [Part(functions, 2), Part(lines, 4), Part(core, 4)];
        uint[] header =
        [
            0x0001eb9f, 32, 0, (uint)parts[0].Length, (uint)parts[0].Length, (uint)parts[1].Length,
            (uint)(parts[0].Length + parts[1].Length), (uint)parts[2].Length,
        ];
        return [.. MemoryMarshal.AsBytes<uint>(header), .. parts[0], .. parts[1], .. parts[2]];
    }

    private static byte[] Part(IEnumerable<(uint Section, uint[] Numbers)> sections, int words)
    {
        var numbers = new List<uint> { (uint)words * 4 };
        foreach (var (section, records) in sections)
        {
            numbers.AddRange([section, (uint)(records.Length / words)]);
            numbers.AddRange(records);
        }

        return numbers.Count == 1 ? [] : MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(numbers)).ToArray();
    }
}
