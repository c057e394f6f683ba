using System;
using System.Collections.Generic;
using System.Text;
using BpfGen.Btf;
using BpfGen.Generator.Elf;

namespace BpfGen.Generator.Btf;

/// <summary>Types and strings to be added behind an object's own, whose numbers stay.</summary>
internal sealed class BtfAddition(BtfTypes types)
{
    private const int HeaderSize = 24;

    private readonly List<uint> _records = [];
    private readonly List<byte> _strings = [];
    private uint _next = (uint)types.All.Count;

    public bool IsEmpty => _next == (uint)types.All.Count;

    /// <summary>Adds a string.</summary>
    /// <returns>Its place.</returns>
    public uint Text(string text)
    {
        var place = (uint)(types.Layout.StringsSize + _strings.Count);
        _strings.AddRange(Encoding.UTF8.GetBytes(text + '\0'));
        return place;
    }

    /// <summary>Adds a type.</summary>
    /// <param name="name">The place of its name; 0 for none.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="count">How many members it has; of a function, its linkage.</param>
    /// <param name="sizeOrType">Its size, or the type that it refers to.</param>
    /// <param name="tail">What follows.</param>
    /// <returns>Its number.</returns>
    public uint Type(uint name, BtfKind kind, int count, uint sizeOrType, params IReadOnlyCollection<uint> tail)
    {
        _records.AddRange([name, ((uint)kind << 24) | (uint)count, sizeOrType, .. tail]);
        return _next++;
    }

    /// <returns>All of it, with what was added.</returns>
    public byte[] ToArray(ElfImage image)
    {
        var layout = types.Layout;
        var size = layout.TypesSize + (_records.Count * sizeof(uint));
        var bytes = new byte[HeaderSize + size + layout.StringsSize + _strings.Count];
        types.Section.AsSpan(0, 4).CopyTo(bytes);
        Write(image, bytes.AsSpan(4), [HeaderSize, 0, (uint)size, (uint)size, (uint)(layout.StringsSize + _strings.Count)]);
        types.Section.AsSpan(layout.Types, layout.TypesSize).CopyTo(bytes.AsSpan(HeaderSize));
        Write(image, bytes.AsSpan(HeaderSize + layout.TypesSize), _records);
        types.Section.AsSpan(layout.Strings, layout.StringsSize).CopyTo(bytes.AsSpan(HeaderSize + size));
        _strings.CopyTo(bytes, HeaderSize + size + layout.StringsSize);
        return bytes;
    }

    private static void Write(ElfImage image, Span<byte> bytes, IReadOnlyCollection<uint> numbers)
    {
        foreach (var number in numbers)
        {
            image.Write(bytes, number);
            bytes = bytes.Slice(sizeof(uint));
        }
    }
}
