using System;
using System.Collections.Generic;
using BpfGen.Generator.Btf;

namespace BpfGen.Generator.Tests.Support;

/// <summary>
/// Random structs and unions with every kind of member that BTF supports: packed, aligned and nested members, and bit fields at any offset.
/// </summary>
internal sealed class RandomTypes
{
    private const int LargestNested = 1_000;

    private readonly Random _random;
    private readonly BtfBuilder _builder = new();
    private readonly List<(uint Id, int Size)> _memberTypes = [];
    private readonly List<(uint Id, int Size)> _integers = [];

    /// <param name="seed">The same seed gives the same types.</param>
    public RandomTypes(int seed)
    {
        _random = new Random(seed);
        foreach (var size in new[] { 1, 2, 4, 8 })
        {
            _integers.Add((_builder.Int($"u{size}", size), size));
            _integers.Add((_builder.Int($"s{size}", size, BtfIntEncoding.Signed), size));
            _integers.Add((_builder.Enum($"e{size}", size, isSigned: size == 2, ($"E{size}_A", 1), ($"E{size}_B", 2)), size));
        }

        _integers.Add((_builder.Int("_Bool", 1, BtfIntEncoding.Boolean), 1));
        _memberTypes.AddRange(_integers);
        _memberTypes.Add((_builder.Int("__int128", 16, BtfIntEncoding.Signed), 16));
        _memberTypes.Add((_builder.Float("float", 4), 4));
        _memberTypes.Add((_builder.Float("double", 8), 8));
        _memberTypes.Add((_builder.Pointer(0), 8));
        _memberTypes.Add((_builder.Pointer(_builder.Forward("hidden")), 8));
    }

    /// <summary>Makes random structs and unions.</summary>
    public BtfTypes Make(int count)
    {
        Add(count);
        return _builder.Types();
    }

    /// <summary>Makes random structs and unions, and returns them as BTF.</summary>
    public byte[] Build(int count)
    {
        Add(count);
        return _builder.Build();
    }

    private void Add(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var (members, size) = Members();
            var isUnion = _random.Next(6) == 0;
            if (isUnion)
            {
                members = [.. members.ConvertAll(member => member with { Bit = member.BitSize == 0 ? 0 : member.Bit % 8 })];
            }

            // Every name occurs several times, with an uppercase or a lowercase first letter.
            var id = _builder.Struct($"{(i % 2 == 0 ? "s" : "S")}_{i / 3}", size, members, isUnion);
            _memberTypes.Add((_builder.Pointer(id), 8));
            if (size < LargestNested)
            {
                _memberTypes.Add((id, size));
                _memberTypes.Add((_builder.Typedef($"t_{i}", id), size));
            }
        }
    }

    private (List<(string Name, uint Type, int Bit, int BitSize)> Members, int Size) Members()
    {
        var members = new List<(string, uint, int, int)>();
        var bit = 0;
        for (var i = _random.Next(1, 12); i > 0; i--)
        {
            if (_random.Next(3) == 0)
            {
                var (type, size) = _integers[_random.Next(_integers.Count)];
                var count = type == _integers[^1].Id ? 1 : _random.Next(1, (size * 8) + 1);
                members.Add(($"f{i}", type, bit, count));
                bit += count + _random.Next(3);
            }
            else
            {
                var (type, size) = _memberTypes[_random.Next(_memberTypes.Count)];
                var align = 8 * (_random.Next(2) == 0 ? 1 : Math.Min(size, 8));
                bit = (bit + align - 1) / align * align;
                var length = _random.Next(4) == 0 ? _random.Next(1, 4) : 0;
                members.Add(($"f{i}", length == 0 ? type : _builder.Array(type, length), bit, 0));
                bit += size * 8 * Math.Max(length, 1);
            }
        }

        return (members, ((bit + 7) / 8) + _random.Next(3));
    }
}
