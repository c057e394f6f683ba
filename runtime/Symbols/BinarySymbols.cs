using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Text;

namespace BpfGen.Symbols;

/// <summary>The functions in one symbol table of a binary.</summary>
internal sealed class BinarySymbols
{
    private const uint FullTable = 2;
    private const uint DynamicTable = 11;
    private const uint Versions = 0x6fffffff;
    private const uint VersionDefinitions = 0x6ffffffd;
    private const int EntrySize = 24;
    private const int TypeNone = 0;
    private const int TypeObject = 1;
    private const int TypeFunction = 2;
    private const int TypeIndirectFunction = 10;
    private const ushort HiddenVersion = 0x8000;

    /// <summary>The length limit of a name in bytes. For generic code, compilers write names of several thousand bytes.</summary>
    private const int LongestName = 1 << 16;
    private const int LongestVersion = 256;

    /// <summary>
    /// Limits the total length of the names that one search reads, because names of a malformed file can share bytes. The limit is this
    /// multiple of the size of the string table, plus <see cref="FewBytes"/>, which matters for small files.
    /// </summary>
    private const int MostCopies = 8;
    private const int FewBytes = 1 << 20;

    private readonly UserBinary _binary;
    private readonly byte[] _symbols;
    private readonly byte[] _names;
    private readonly byte[] _versions;

    /// <summary>For each version number, the offset of the version's name. The next field caches the names.</summary>
    private readonly Dictionary<int, uint> _versionNames;
    private readonly Dictionary<int, string> _versionTexts = [];

    private BinarySymbols(UserBinary binary, BinarySection table)
    {
        _binary = binary;
        _symbols = binary.Read(table);
        _names = table.Link >= 0 && table.Link < binary.Sections.Count ? binary.Read(binary.Sections[table.Link]) : [];
        var versions = table.Type == DynamicTable ? binary.FindType(Versions) : null;
        _versions = versions is { } section ? binary.Read(section) : [];
        _versionNames = versions is not null && binary.FindType(VersionDefinitions) is { } definitions
            ? ReadVersionNames(binary.Read(definitions))
            : [];
    }

    /// <summary>Returns a binary's symbol tables: first the dynamic table for the loader, then the full table for debuggers.</summary>
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

    /// <summary>Returns the functions whose names begin with a text, including all versions of a function.</summary>
    /// <exception cref="BpfException">The names overlap: together, they are much longer than the string table of the file.</exception>
    public IEnumerable<BinarySymbol> Functions(string start)
    {
        var rest = ((long)MostCopies * _names.Length) + FewBytes;
        var prefix = Encoding.UTF8.GetBytes(start);
        for (var at = 0; at <= _symbols.Length - EntrySize; at += EntrySize)
        {
            var type = _symbols[at + 4] & 0xf;
            var isDefined = MemoryMarshal.Read<ushort>(_symbols.AsSpan(at + 6)) != 0;
            var name = MemoryMarshal.Read<uint>(_symbols.AsSpan(at));
            if (type is TypeFunction or TypeIndirectFunction
                && isDefined
                && name < _names.Length
                && _names.AsSpan((int)name).StartsWith(prefix))
            {
                var symbol = SymbolAt(at, name);
                rest -= symbol.Name.Length;
                yield return rest >= 0 ? symbol : throw _binary.Malformed("the names of its functions overlap");
            }
        }
    }

    /// <summary>The string table that contains the names of the symbols.</summary>
    public byte[] Names => _names;

    /// <summary>Returns all functions without reading their names: the address, the size, and the offset of the name.</summary>
    public IEnumerable<(ulong Address, ulong Size, uint Name)> Places()
    {
        for (var at = 0; at <= _symbols.Length - EntrySize; at += EntrySize)
        {
            if ((_symbols[at + 4] & 0xf) is TypeFunction or TypeIndirectFunction
                && MemoryMarshal.Read<ushort>(_symbols.AsSpan(at + 6)) != 0
                && MemoryMarshal.Read<uint>(_symbols.AsSpan(at)) is var name
                && name < _names.Length)
            {
                yield return (
                    MemoryMarshal.Read<ulong>(_symbols.AsSpan(at + 8)), MemoryMarshal.Read<ulong>(_symbols.AsSpan(at + 16)), name);
            }
        }
    }

    /// <summary>Reads the name of a function. In the full table, the name contains the version after an @ sign.</summary>
    public static string NameAt(byte[] names, uint offset)
    {
        var name = UserBinary.TextAt(names, offset, LongestName);
        return name.IndexOf('@') is > 0 and var sign ? name[..sign] : name;
    }

    /// <summary>
    /// Returns the address of a variable, function or label; null if there is none. Thread-local variables have no address in the binary.
    /// </summary>
    public ulong? AddressOf(string symbol)
    {
        var wanted = Encoding.UTF8.GetBytes(symbol);
        for (var at = 0; at <= _symbols.Length - EntrySize; at += EntrySize)
        {
            var name = MemoryMarshal.Read<uint>(_symbols.AsSpan(at));
            if ((_symbols[at + 4] & 0xf) is TypeNone or TypeObject or TypeFunction
                && MemoryMarshal.Read<ushort>(_symbols.AsSpan(at + 6)) != 0
                && name < _names.Length
                && _names.AsSpan((int)name).StartsWith(wanted)
                && (name + wanted.Length == _names.Length || _names[name + wanted.Length] == 0))
            {
                return MemoryMarshal.Read<ulong>(_symbols.AsSpan(at + 8));
            }
        }

        return null;
    }

    private BinarySymbol SymbolAt(int at, uint nameOffset)
    {
        // In the full table (.symtab), the name contains the version after an @ sign. The versions of the dynamic table (.dynsym) are in a
        // separate table.
        var name = UserBinary.TextAt(_names, nameOffset, LongestName);
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
            (SymbolBinding)(_symbols[at + 4] >> 4),
            (_symbols[at + 4] & 0xf) == TypeIndirectFunction);
    }

    private (string? Version, bool IsDefault) VersionOf(int index)
    {
        if ((index * 2) + 2 > _versions.Length)
        {
            return (null, true);
        }

        var number = MemoryMarshal.Read<ushort>(_versions.AsSpan(index * 2));
        return (VersionName(number & ~HiddenVersion), (number & HiddenVersion) == 0);
    }

    /// <summary>Returns the name of a version. Many functions have the same version, so this method reads each name only once.</summary>
    private string? VersionName(int number)
    {
        if (!_versionTexts.TryGetValue(number, out var text) && _versionNames.TryGetValue(number, out var name))
        {
            text = UserBinary.TextAt(_names, name, LongestVersion);
            _versionTexts.Add(number, text);
        }

        return text;
    }

    /// <summary>
    /// Reads the chain of <c>Verdef</c> records. Each record is followed by a <c>Verdaux</c>, which contains the offset of the version's
    /// name.
    /// </summary>
    private static Dictionary<int, uint> ReadVersionNames(byte[] definitions)
    {
        var result = new Dictionary<int, uint>();
        for (long at = 0; at <= definitions.Length - 20;)
        {
            var record = definitions.AsSpan((int)at);
            var number = MemoryMarshal.Read<ushort>(record[4..]);
            var auxiliary = at + MemoryMarshal.Read<uint>(record[12..]);
            if (auxiliary <= definitions.Length - 8)
            {
                result[number] = MemoryMarshal.Read<uint>(definitions.AsSpan((int)auxiliary));
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
/// <param name="Name">The function's name.</param>
/// <param name="Version">The function's version, such as <c>GLIBC_2.34</c>; null for none.</param>
/// <param name="IsDefault">Whether this is the default version, which the linker chooses for new programs.</param>
/// <param name="Address">The function's address in the binary.</param>
/// <param name="Size">The function's size in bytes; 0 if unknown.</param>
/// <param name="Binding">The symbol's binding.</param>
/// <param name="IsIndirect">
/// Whether the address is that of a resolver, which returns the function's address (<c>STT_GNU_IFUNC</c>).
/// </param>
internal readonly record struct BinarySymbol(
    string Name, string? Version, bool IsDefault, ulong Address, ulong Size, SymbolBinding Binding, bool IsIndirect);

/// <summary>The binding of a symbol (<c>STB_…</c>).</summary>
internal enum SymbolBinding
{
    Local = 0,
    Global = 1,
    Weak = 2,
}
