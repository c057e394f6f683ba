using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using BpfGen.Btf;
using BpfGen.Generator.Btf;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Elf;
using Xunit;

namespace BpfGen.Generator.Tests.Support;

/// <summary>Builds BTF type by type, including BTF that no compiler would write.</summary>
internal sealed class BtfBuilder(bool littleEndian = true)
{
    private readonly List<byte> _types = [];
    private readonly List<byte> _strings = [0];

    /// <summary>For each type, the offset of its name in the string table.</summary>
    private readonly List<uint> _names = [];
    private uint _count;

    public uint Int(string name, int size, BtfIntEncoding encoding = BtfIntEncoding.Unsigned, int bits = 0, int skipped = 0) =>
        Add(BtfKind.Int, name, 0, false, (uint)size, ((uint)encoding << 24) | ((uint)skipped << 16) | (uint)(bits == 0 ? size * 8 : bits));

    public uint Float(string name, int size) => Add(BtfKind.Float, name, 0, false, (uint)size);

    public uint Pointer(uint type) => Add(BtfKind.Pointer, "", 0, false, type);

    public uint Typedef(string name, uint type) => Add(BtfKind.Typedef, name, 0, false, type);

    public uint Array(uint element, int count) => Add(BtfKind.Array, "", 0, false, 0, element, 1, (uint)count);

    public uint Tag(string name, uint type) => Add(BtfKind.DeclTag, name, 0, false, type, uint.MaxValue);

    /// <summary>Adds a declaration tag with the same name as another tag. Both refer to the same string.</summary>
    public uint TagLike(uint tag, uint type) => AddAt(BtfKind.DeclTag, _names[(int)tag - 1], 0, false, type, uint.MaxValue);

    /// <summary>Adds an integer type whose name begins at an offset of the string table. The offset can be inside another string.</summary>
    public uint IntNamedAt(uint name, int size) => AddAt(BtfKind.Int, name, 0, false, (uint)size, (uint)(size * 8));

    public uint Forward(string name) => Add(BtfKind.Forward, name, 0, false, 0);

    public uint Enum(string name, int size, bool isSigned, params (string Name, int Value)[] values) =>
        Add(
            BtfKind.Enum,
            name,
            values.Length,
            isSigned,
            (uint)size,
            [.. values.SelectMany(value => new[] { Name(value.Name), (uint)value.Value })]);

    /// <param name="name">The name of the struct.</param>
    /// <param name="size">The size of the struct in bytes.</param>
    /// <param name="members">The members. A bit size of 0 means that the member is not a bit field.</param>
    /// <param name="isUnion">True for a union.</param>
    public uint Struct(string name, int size, IReadOnlyList<(string Name, uint Type, int Bit, int BitSize)> members, bool isUnion =
        false) => Add(
        isUnion ? BtfKind.Union : BtfKind.Struct,
        name,
        members.Count,
        true,
        (uint)size,
        [.. members.SelectMany(member => new[] { Name(member.Name), member.Type, (uint)member.Bit | ((uint)member.BitSize << 24) })]);

    public byte[] Build()
    {
        using var bytes = new MemoryStream();
        bytes.Write(Bytes(0xeb9f, 2));
        bytes.Write([1, 0]);
        foreach (var number in new[] { 24, 0, _types.Count, _types.Count, _strings.Count })
        {
            bytes.Write(Bytes((uint)number, 4));
        }

        bytes.Write([.. _types]);
        bytes.Write([.. _strings]);
        return bytes.ToArray();
    }

    public BtfTypes Types()
    {
        var section = Build();
        var problems = new ProblemList();
        var types = BtfReader.Read(section, littleEndian, problems);
        Assert.Empty(problems.ToArray());
        return types!;
    }

    private uint Add(BtfKind kind, string name, int count, bool flag, uint sizeOrType, params uint[] tail) =>
        AddAt(kind, Name(name), count, flag, sizeOrType, tail);

    private uint AddAt(BtfKind kind, uint name, int count, bool flag, uint sizeOrType, params uint[] tail)
    {
        _names.Add(name);
        uint[] words = [name, ((uint)kind << 24) | (uint)count | (flag ? 1u << 31 : 0), sizeOrType, .. tail];
        foreach (var word in words)
        {
            _types.AddRange(Bytes(word, 4));
        }

        return ++_count;
    }

    private uint Name(string name)
    {
        if (name.Length == 0)
        {
            return 0;
        }

        var offset = (uint)_strings.Count;
        _strings.AddRange(Encoding.UTF8.GetBytes(name));
        _strings.Add(0);
        return offset;
    }

    private byte[] Bytes(uint number, int size)
    {
        var bytes = new byte[4];
        if (littleEndian)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, number);
            return bytes[..size];
        }

        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return bytes[(4 - size)..];
    }
}
