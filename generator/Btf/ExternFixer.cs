using System;
using System.Collections.Generic;
using System.Linq;
using BpfGen.Btf;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Elf;

namespace BpfGen.Generator.Btf;

/// <summary>
/// Makes of what an object declares <c>extern</c> what the kernel takes: it wants every variable of a data section to be defined in it. Values of the
/// configuration get their places; what stands for something of the kernel becomes an integer, and for a function a variable made up for it.
/// </summary>
internal sealed class ExternFixer
{
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
        // Functions need a variable that stands for them, and that a type.
        var addition = new BtfAddition(types);
        var (integer, variable) = (0u, 0u);
        if (types.DataSection(names.Symbols) is not null)
        {
            var name = addition.Text(MadeUp);
            integer = types.All.FirstOrDefault(type => type.Kind == BtfKind.Int && type.SizeOrType == sizeof(int))?.Id
                ?? addition.Type(name, BtfKind.Int, 0, sizeof(int), sizeof(int) * 8);
            variable = addition.Type(name, BtfKind.Variable, 0, integer, LinkageGlobal);
        }

        if (BtfReader.Read(image, addition.IsEmpty ? (byte[])types.Section.Clone() : addition.ToArray(image), problems) is not { } copy)
        {
            return null;
        }

        var fixer = new ExternFixer(image, copy, integer, variable);
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
            if (type is { Kind: BtfKind.Variable } && _types.IsExtern(type))
            {
                Write(type.Offset + 8, _integer);
                Write(type.Tail, LinkageGlobal);
            }
            else if (type is { Kind: BtfKind.Function })
            {
                // A function has its linkage where others have the number of their members.
                Write(type.Offset + 4, (Read(type.Offset + 4) & ~BtfKinds.CountMask) | LinkageGlobal);
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

    private uint Read(int offset) => _image.UInt32(_bytes.AsSpan(offset));

    private void Write(int offset, uint value) => _image.Write(_bytes.AsSpan(offset), value);
}
