using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Elf;

namespace BpfGen.Generator.Btf;

/// <summary>
/// Makes of what an object declares <c>extern</c> what the kernel takes: it wants every variable of a data section to be defined in it. Values of the
/// configuration get their places; what stands for something of the kernel becomes an integer, and for a function a variable made up for it.
/// </summary>
internal sealed class ExternFixer
{
    private const int HeaderSize = 24;
    private const int VariableRecord = 12;
    private const uint LinkageGlobal = 1;
    private const string MadeUp = "dummy_ksym";

    private readonly ElfImage _image;
    private readonly BtfTypes _types;
    private readonly byte[] _bytes;
    private readonly uint _integer;
    private readonly uint _variable;

    private ExternFixer(ElfImage image, BtfTypes types, uint integer, uint variable)
    {
        _image = image;
        _types = types;
        _integer = integer;
        _variable = variable;
        _bytes = types.Section;
    }

    /// <param name="image">The object, which says the byte order.</param>
    /// <param name="types">Its types.</param>
    /// <param name="names">The names of the section of functions and variables of the kernel, and of that of values of its configuration.</param>
    /// <param name="places">Where each of these values stands.</param>
    /// <param name="size">How large their section is.</param>
    /// <param name="problems">Takes what is wrong.</param>
    /// <returns>The mended types, or null where they cannot be read.</returns>
    public static BtfTypes? Fix(
        ElfImage image, BtfTypes types, (string Symbols, string Config) names, IReadOnlyDictionary<string, int> places, int size, ProblemList problems)
    {
        var known = types.All.FirstOrDefault(type => type.Kind == BtfKind.Int && type.SizeOrType == sizeof(int));
        var integer = known?.Id ?? (uint)types.All.Count;
        var grown = types.DataSection(names.Symbols) is null ? (byte[])types.Section.Clone() : Grow(image, types, integer, hasInteger: known is not null);
        if (BtfReader.Read(image, grown, problems) is not { } copy)
        {
            return null;
        }

        var fixer = new ExternFixer(image, copy, integer, (uint)copy.All.Count - 1);
        if (copy.DataSection(names.Symbols) is { } symbols)
        {
            fixer.FixSymbols(symbols);
        }

        if (copy.DataSection(names.Config) is { } config)
        {
            fixer.FixConfig(config, places, size);
        }

        return BtfReader.Read(image, fixer._bytes, problems);
    }

    private void FixSymbols(BtfType section)
    {
        Write(section.Offset + 8, (uint)(section.Count * sizeof(int)));
        for (var i = 0; i < section.Count; i++)
        {
            var place = section.Tail + (i * VariableRecord);
            var type = _types[Read(place)];
            if (type is { Kind: BtfKind.Variable })
            {
                Write(type.Offset + 8, _integer);
                Write(type.Tail, LinkageGlobal);
            }
            else if (type is { Kind: BtfKind.Function })
            {
                // A function has its linkage where others have the number of their members.
                Write(type.Offset + 4, (Read(type.Offset + 4) & 0xffff0000) | LinkageGlobal);
                Write(place, _variable);
            }

            Write(place + 4, (uint)(i * sizeof(int)));
            Write(place + 8, sizeof(int));
        }
    }

    private void FixConfig(BtfType section, IReadOnlyDictionary<string, int> places, int size)
    {
        Write(section.Offset + 8, (uint)size);
        for (var i = 0; i < section.Count; i++)
        {
            var place = section.Tail + (i * VariableRecord);
            if (_types[Read(place)] is { Kind: BtfKind.Variable } variable && places.TryGetValue(variable.Name, out var offset))
            {
                Write(variable.Tail, LinkageGlobal);
                Write(place + 4, (uint)offset);
            }
        }
    }

    /// <summary>Adds the variable that stands for functions, and an integer for its type where there is none.</summary>
    private static byte[] Grow(ElfImage image, BtfTypes types, uint integer, bool hasInteger)
    {
        var layout = types.Layout;
        var name = Encoding.ASCII.GetBytes(MadeUp + '\0');
        var nameOffset = (uint)layout.StringsSize;
        List<uint> added = [nameOffset, (uint)BtfKind.Variable << 24, integer, LinkageGlobal];
        if (!hasInteger)
        {
            added.InsertRange(0, [nameOffset, (uint)BtfKind.Int << 24, sizeof(int), sizeof(int) * 8]);
        }

        var size = layout.TypesSize + (added.Count * sizeof(uint));
        var bytes = new byte[HeaderSize + size + layout.StringsSize + name.Length];
        types.Section.AsSpan(0, 4).CopyTo(bytes);
        uint[] header = [HeaderSize, 0, (uint)size, (uint)size, (uint)(layout.StringsSize + name.Length)];
        WriteAll(image, bytes, 4, header);
        types.Section.AsSpan(layout.Types, layout.TypesSize).CopyTo(bytes.AsSpan(HeaderSize));
        WriteAll(image, bytes, HeaderSize + layout.TypesSize, added);
        types.Section.AsSpan(layout.Strings, layout.StringsSize).CopyTo(bytes.AsSpan(HeaderSize + size));
        name.CopyTo(bytes, HeaderSize + size + layout.StringsSize);
        return bytes;
    }

    private static void WriteAll(ElfImage image, byte[] bytes, int offset, IEnumerable<uint> values)
    {
        foreach (var value in values)
        {
            Write(image, bytes, offset, value);
            offset += sizeof(uint);
        }
    }

    private uint Read(int offset) => _image.UInt32(_bytes.AsSpan(offset));

    private void Write(int offset, uint value) => Write(_image, _bytes, offset, value);

    private static void Write(ElfImage image, byte[] bytes, int offset, uint value)
    {
        if (image.IsLittleEndian)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(offset), value);
        }
        else
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(offset), value);
        }
    }
}
