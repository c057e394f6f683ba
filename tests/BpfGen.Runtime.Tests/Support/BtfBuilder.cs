using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using BpfGen.Btf;

namespace BpfGen.Runtime.Tests.Support;

/// <summary>Builds BTF like the BTF of the kernel and of its modules.</summary>
internal sealed class BtfBuilder
{
    private readonly List<uint> _types = [];
    private readonly List<byte> _strings = [];
    private readonly uint _firstString;
    private readonly byte[] _layout;
    private readonly int _headerSize;

    /// <param name="firstString">
    /// The offset of the first string. For a module, this is the size of the kernel's string table, because the offsets of a module's
    /// strings begin after those of the kernel.
    /// </param>
    /// <param name="layout">The table with the record size of each BTF kind; null for an older header, which has no such table.</param>
    public BtfBuilder(uint firstString = 0, byte[]? layout = null)
    {
        _firstString = firstString;
        _layout = layout ?? [];
        _headerSize = layout is null ? 24 : 32;
        if (firstString == 0)
        {
            _strings.Add(0);
        }
    }

    public uint StringsSize => (uint)_strings.Count;

    public uint Name(string name)
    {
        var place = _firstString + (uint)_strings.Count;
        _strings.AddRange(Encoding.UTF8.GetBytes(name));
        _strings.Add(0);
        return place;
    }

    public BtfBuilder Type(BtfKind kind, string name, uint sizeOrType, int count = 0, params uint[] tail) =>
        Type(kind, Name(name), sizeOrType, count, tail);

    public BtfBuilder Type(BtfKind kind, uint name, uint sizeOrType, int count = 0, params uint[] tail)
    {
        _types.AddRange([name, ((uint)kind << 24) | (uint)count, sizeOrType, .. tail]);
        return this;
    }

    public byte[] Build()
    {
        var types = _types.SelectMany(BitConverter.GetBytes).ToArray();
        uint[] header =
        [
            0x0001eb9f, (uint)_headerSize, 0, (uint)types.Length, (uint)types.Length, (uint)_strings.Count,
            (uint)(types.Length + _strings.Count), (uint)_layout.Length,
        ];
        return [.. header.SelectMany(BitConverter.GetBytes).Take(_headerSize), .. types, .. _strings, .. _layout];
    }
}
