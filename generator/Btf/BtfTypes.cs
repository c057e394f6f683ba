using System;
using System.Collections.Generic;
using System.Linq;
using BpfGen.Btf;
using BpfGen.Generator.Elf;

namespace BpfGen.Generator.Btf;

/// <summary>The types of an object. An id that leads nowhere, or round in circles, gives null.</summary>
internal sealed class BtfTypes(ElfImage image, byte[] section, BtfLayout layout, IReadOnlyList<BtfType> types)
{
    /// <summary>The kernel follows no longer chain of types (<c>MAX_RESOLVE_DEPTH</c>).</summary>
    private const int Deepest = 32;

    private const int PointerSize = 8;
    private const uint LinkageExtern = 2;

    /// <summary>All of them, by id; the first is <c>void</c>.</summary>
    public IReadOnlyList<BtfType> All { get; } = types;

    public BtfLayout Layout { get; } = layout;

    /// <summary>The bytes they were read from.</summary>
    public byte[] Section { get; } = section;

    public BtfType? this[uint id] => id < (uint)All.Count ? All[(int)id] : null;

    public BtfType? DataSection(string name) => All.FirstOrDefault(type => type.Kind == BtfKind.DataSection && type.Name == name);

    /// <returns>The string at an offset, or null where there is none.</returns>
    public string? NameAt(uint offset) => BtfReader.Name(Section, Layout, offset);

    /// <summary>The bytes of the string at an offset, without the zero; none where there is none.</summary>
    public byte[] BytesAt(uint offset)
    {
        if (offset >= (uint)Layout.StringsSize)
        {
            return [];
        }

        var text = Section.AsSpan(Layout.Strings + (int)offset, Layout.StringsSize - (int)offset);
        var end = text.IndexOf((byte)0);
        return (end < 0 ? text : text.Slice(0, end)).ToArray();
    }

    /// <summary>The members of a struct or union.</summary>
    public IEnumerable<BtfMember> Members(BtfType type)
    {
        for (var i = 0; i < type.Count; i++)
        {
            var place = type.Tail + (i * 12);
            var offset = UInt32(place + 8);
            yield return new BtfMember(
                NameAt(UInt32(place)) ?? "", UInt32(place + 4), type.Flag ? offset & 0xffffff : offset, type.Flag ? offset >> 24 : 0);
        }
    }

    /// <summary>The variables of a data section.</summary>
    public IEnumerable<BtfSectionVariable> Variables(BtfType section)
    {
        for (var i = 0; i < section.Count; i++)
        {
            var place = section.Tail + (i * 12);
            yield return new BtfSectionVariable(UInt32(place), UInt32(place + 4), UInt32(place + 8));
        }
    }

    /// <summary>The values of an enumeration of 32-bit or 64-bit values.</summary>
    public IEnumerable<BtfEnumerator> Values(BtfType type)
    {
        for (var i = 0; i < type.Count; i++)
        {
            var place = type.Tail + (i * (type.Kind == BtfKind.Enum64 ? 12 : 8));
            var low = UInt32(place + 4);
            var value = type.Kind == BtfKind.Enum64 ? low | ((ulong)UInt32(place + 8) << 32)
                : type.Flag ? unchecked((ulong)(int)low)
                : low;
            yield return new BtfEnumerator(NameAt(UInt32(place)) ?? "", value);
        }
    }

    /// <summary>The byte order that the object was compiled for.</summary>
    public bool IsLittleEndian => image.IsLittleEndian;

    /// <summary>The bits of a member that is a bit field, whichever way the compiler says so: with the member, or with a type of few bits.</summary>
    /// <returns>How many bits of its place are skipped, and how many it has; null for a member of whole bytes.</returns>
    public (int Skipped, int Count)? BitField(BtfMember member, BtfType type)
    {
        if (member.BitSize != 0)
        {
            return type.Kind is BtfKind.Int or BtfKind.Enum or BtfKind.Enum64 ? (0, (int)member.BitSize) : null;
        }

        var (skipped, count) = type.Kind == BtfKind.Int ? ((UInt32(type.Tail) >> 16) & 0xff, UInt32(type.Tail) & 0xff) : default;
        return count != 0 && (skipped != 0 || count < type.SizeOrType * 8) ? ((int)skipped, (int)count) : null;
    }

    public BtfIntEncoding Encoding(BtfType integer) => (BtfIntEncoding)((UInt32(integer.Tail) >> 24) & 0xf);

    /// <summary>The element type of an array, and how many there are.</summary>
    public (uint Element, uint Count) Array(BtfType type) => (UInt32(type.Tail), UInt32(type.Tail + 8));

    /// <summary>Whether a variable can be seen outside its source file.</summary>
    public bool IsStatic(BtfType variable) => UInt32(variable.Tail) == 0;

    /// <summary>Whether a declaration tag belongs to the whole of what it is given to, and not to a member or parameter of it.</summary>
    public bool IsOfWhole(BtfType tag) => UInt32(tag.Tail) == uint.MaxValue;

    /// <summary>Whether a variable or function is defined elsewhere. A function has its linkage where others have the number of their members.</summary>
    public bool IsExtern(BtfType type) => (type.Kind == BtfKind.Function ? (uint)type.Count : UInt32(type.Tail)) == LinkageExtern;

    /// <summary>The types of a function's parameters.</summary>
    public IEnumerable<uint> Parameters(BtfType prototype)
    {
        for (var i = 0; i < prototype.Count; i++)
        {
            yield return UInt32(prototype.Tail + (i * 8) + 4);
        }
    }

    /// <summary>What is under typedefs and qualifiers.</summary>
    public BtfType? Skip(uint id)
    {
        var type = this[id];
        for (var depth = 0; type is { IsModifier: true }; depth++)
        {
            type = depth < Deepest ? this[type.SizeOrType] : null;
        }

        return type;
    }

    /// <summary>The size in bytes of what a type describes.</summary>
    public long? SizeOf(uint id, int depth = 0)
    {
        var type = Skip(id);
        return depth > Deepest ? null : type?.Kind switch
        {
            BtfKind.Int or BtfKind.Struct or BtfKind.Union or BtfKind.Enum or BtfKind.Enum64 or BtfKind.Float or BtfKind.DataSection => type.SizeOrType,
            BtfKind.Pointer => PointerSize,
            BtfKind.Variable => SizeOf(type.SizeOrType, depth + 1),
            BtfKind.Array => Times(SizeOf(Array(type).Element, depth + 1), Array(type).Count),
            _ => null,
        };
    }

    /// <summary>Arrays of arrays of arrays can be larger than any number.</summary>
    private static long? Times(long? size, uint count) => count != 0 && size > long.MaxValue / count ? null : size * count;

    /// <summary>A number of a type's record.</summary>
    public uint Number(int place) => UInt32(place);

    private uint UInt32(int offset) => image.UInt32(Section.AsSpan(offset));
}
