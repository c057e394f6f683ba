using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Text;

namespace BpfGen.Symbols;

/// <summary>The functions that one symbol table of a binary names.</summary>
internal sealed class BinarySymbols
{
    private const uint FullTable = 2;
    private const uint DynamicTable = 11;
    private const uint Versions = 0x6fffffff;
    private const uint VersionDefinitions = 0x6ffffffd;
    private const int EntrySize = 24;
    private const int TypeFunction = 2;
    private const int TypeIndirectFunction = 10;
    private const ushort HiddenVersion = 0x8000;

    private readonly byte[] _symbols;
    private readonly byte[] _names;
    private readonly byte[] _versions;
    private readonly Dictionary<int, string> _versionNames;

    private BinarySymbols(UserBinary binary, BinarySection table)
    {
        _symbols = binary.Read(table);
        _names = table.Link >= 0 && table.Link < binary.Sections.Count ? binary.Read(binary.Sections[table.Link]) : [];
        var versions = table.Type == DynamicTable ? binary.FindType(Versions) : null;
        _versions = versions is { } section ? binary.Read(section) : [];
        _versionNames = versions is not null && binary.FindType(VersionDefinitions) is { } definitions
            ? ReadVersionNames(binary.Read(definitions), _names)
            : [];
    }

    /// <summary>The tables of a binary: first what it shows the loader, then what is left for debuggers.</summary>
    public static IEnumerable<BinarySymbols> Of(UserBinary binary)
    {
        foreach (var type in new[] { DynamicTable, FullTable })
        {
            if (binary.FindType(type) is { } table)
            {
                yield return new BinarySymbols(binary, table);
            }
        }
    }

    /// <summary>The functions whose names start with some bytes; none is left out that has the whole name.</summary>
    public IEnumerable<BinarySymbol> Functions(string start)
    {
        var prefix = Encoding.UTF8.GetBytes(start);
        for (var at = 0; at <= _symbols.Length - EntrySize; at += EntrySize)
        {
            var type = _symbols[at + 4] & 0xf;
            var isDefined = MemoryMarshal.Read<ushort>(_symbols.AsSpan(at + 6)) != 0;
            var name = MemoryMarshal.Read<uint>(_symbols.AsSpan(at));
            if (type is TypeFunction or TypeIndirectFunction && isDefined && name < _names.Length && _names.AsSpan((int)name).StartsWith(prefix))
            {
                yield return SymbolAt(at, name);
            }
        }
    }

    private BinarySymbol SymbolAt(int at, uint nameOffset)
    {
        // Linkers write versions into the full table's names, and beside the dynamic one.
        var name = UserBinary.TextAt(_names, nameOffset);
        var (version, isDefault) = VersionOf(at / EntrySize);
        if (name.IndexOf('@') is > 0 and var sign)
        {
            isDefault = name.AsSpan(sign).StartsWith("@@");
            version = name[(isDefault ? sign + 2 : sign + 1)..];
            name = name[..sign];
        }

        return new BinarySymbol(
            name,
            version,
            isDefault,
            MemoryMarshal.Read<ulong>(_symbols.AsSpan(at + 8)),
            MemoryMarshal.Read<ulong>(_symbols.AsSpan(at + 16)),
            (SymbolBinding)(_symbols[at + 4] >> 4));
    }

    private (string? Version, bool IsDefault) VersionOf(int index)
    {
        if ((index * 2) + 2 > _versions.Length)
        {
            return (null, true);
        }

        var number = MemoryMarshal.Read<ushort>(_versions.AsSpan(index * 2));
        return (_versionNames.GetValueOrDefault(number & ~HiddenVersion), (number & HiddenVersion) == 0);
    }

    /// <summary><c>Verdef</c> records, a chain by offsets, each followed by the <c>Verdaux</c> that has its name.</summary>
    private static Dictionary<int, string> ReadVersionNames(byte[] definitions, byte[] names)
    {
        var result = new Dictionary<int, string>();
        for (long at = 0; at <= definitions.Length - 20;)
        {
            var record = definitions.AsSpan((int)at);
            var number = MemoryMarshal.Read<ushort>(record[4..]);
            var auxiliary = at + MemoryMarshal.Read<uint>(record[12..]);
            if (auxiliary <= definitions.Length - 8)
            {
                result[number] = UserBinary.TextAt(names, MemoryMarshal.Read<uint>(definitions.AsSpan((int)auxiliary)));
            }

            var next = MemoryMarshal.Read<uint>(record[16..]);
            if (next == 0)
            {
                break;
            }

            at += next;
        }

        return result;
    }
}

/// <summary>A function of a binary.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version, where it has one: <c>GLIBC_2.34</c>.</param>
/// <param name="IsDefault">It is the version that a program linked today gets.</param>
/// <param name="Address">Its address in the binary.</param>
/// <param name="Size">How many bytes it has; 0 where nobody says.</param>
/// <param name="Binding">How it is bound.</param>
internal readonly record struct BinarySymbol(string Name, string? Version, bool IsDefault, ulong Address, ulong Size, SymbolBinding Binding);

/// <summary>How a symbol is bound (<c>STB_…</c>).</summary>
internal enum SymbolBinding
{
    Local = 0,
    Global = 1,
    Weak = 2,
}
