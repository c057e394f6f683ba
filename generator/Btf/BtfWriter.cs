using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using BpfGen.Btf;

namespace BpfGen.Generator.Btf;

/// <summary>Writes what is marked of an object's types, under new numbers, with the strings that it needs and no others.</summary>
internal sealed class BtfWriter
{
    private const uint FlagMask = 0x8000_0000;

    private readonly BtfTypes _types;
    private readonly BtfMarks _marks;
    private readonly uint[] _ids;
    private readonly Dictionary<uint, uint> _strings = new() { [0] = 0 };
    private readonly Dictionary<uint, uint> _lines = new() { [0] = 0 };
    private readonly Dictionary<string, uint> _texts = new(StringComparer.Ordinal) { [""] = 0 };
    private readonly List<byte> _text = [0];
    private readonly List<uint> _records = [];

    public BtfWriter(BtfTypes types, BtfMarks marks)
    {
        _types = types;
        _marks = marks;
        _ids = new uint[types.All.Count];
        var next = 1u;
        foreach (var type in types.All.Where(type => marks.Of(type.Id) != BtfMarks.Part.None))
        {
            _ids[type.Id] = next++;
        }

        foreach (var type in types.All.Where(type => _ids[type.Id] != 0))
        {
            Write(type);
        }
    }

    /// <summary>The types that are kept, as the numbers of their records.</summary>
    public IReadOnlyList<uint> Records => _records;

    /// <summary>Every string that was asked for so far.</summary>
    public IReadOnlyList<byte> Strings => _text;

    /// <summary>The new number of a type; 0 for one that is not kept.</summary>
    public uint Id(uint id) => id < _ids.Length ? _ids[id] : 0;

    /// <summary>The new place of a string.</summary>
    public uint Text(uint offset)
    {
        if (!_strings.TryGetValue(offset, out var place))
        {
            place = Text(_types.BytesAt(offset));
            _strings.Add(offset, place);
        }

        return place;
    }

    /// <summary>The place of a line of the source. The kernel and the loader show it without the blanks that it begins with: many lines are one without them.</summary>
    public uint Line(uint offset)
    {
        if (!_lines.TryGetValue(offset, out var place))
        {
            place = Text([.. _types.BytesAt(offset).SkipWhile(value => value is (byte)' ' or (byte)'\t')]);
            _lines.Add(offset, place);
        }

        return place;
    }

    /// <summary>The place of an access string: members have new numbers where others are left out.</summary>
    public uint Access(uint id, uint offset)
    {
        var access = _types.NameAt(offset) ?? "";
        var steps = access.Split(':');
        var current = _types.Skip(id);
        for (var i = current?.Kind is BtfKind.Enum or BtfKind.Enum64 ? 0 : 1; i < steps.Length && current is not null && int.TryParse(steps[i], out var step); i++)
        {
            var isArray = current.Kind == BtfKind.Array;
            if (!isArray)
            {
                steps[i] = Math.Max(0, _marks.MembersOf(current).TakeWhile(member => member != step).Count()).ToString(System.Globalization.CultureInfo.InvariantCulture);
            }

            current = isArray ? _types.Skip(_types.Array(current).Element)
                : current.Kind is BtfKind.Struct or BtfKind.Union && step >= 0 && step < current.Count ? _types.Skip(_types.Number(current.Tail + (step * 12) + 4))
                : null;
        }

        return Text(Encoding.UTF8.GetBytes(string.Join(":", steps)));
    }

    private void Write(BtfType type)
    {
        var hasMembers = type.Kind is BtfKind.Struct or BtfKind.Union or BtfKind.Enum or BtfKind.Enum64;
        var members = hasMembers ? [.. _marks.MembersOf(type)] : Enumerable.Range(0, type.Count).ToArray();
        var info = _types.Number(type.Offset + 4);
        var isEmpty = hasMembers && members.Length == 0 && type.Count > 0;
        Number(Text(_types.Number(type.Offset)));
        Number(hasMembers ? (info & ~BtfKinds.CountMask & ~(isEmpty ? FlagMask : 0)) | (uint)members.Length : info);
        Number(IsReference(type.Kind) ? Id(type.SizeOrType) : type.SizeOrType);
        switch (type.Kind)
        {
            case BtfKind.Int or BtfKind.Variable or BtfKind.DeclTag:
                Number(_types.Number(type.Tail));
                break;

            case BtfKind.Array:
                Number(Id(_types.Number(type.Tail)));
                Number(Id(_types.Number(type.Tail + 4)));
                Number(_types.Number(type.Tail + 8));
                break;

            default:
                foreach (var member in members)
                {
                    WriteMember(type, member);
                }

                break;
        }
    }

    private void WriteMember(BtfType type, int member)
    {
        switch (type.Kind)
        {
            case BtfKind.Struct or BtfKind.Union:
                Record(type.Tail + (member * 12), isNamed: true, isTyped: true, 3);
                break;

            case BtfKind.Enum64:
                Record(type.Tail + (member * 12), isNamed: true, isTyped: false, 3);
                break;

            case BtfKind.Enum:
                Record(type.Tail + (member * 8), isNamed: true, isTyped: false, 2);
                break;

            case BtfKind.FunctionPrototype:
                Record(type.Tail + (member * 8), isNamed: true, isTyped: true, 2);
                break;

            case BtfKind.DataSection:
                Number(Id(_types.Number(type.Tail + (member * 12))));
                Number(_types.Number(type.Tail + (member * 12) + 4));
                Number(_types.Number(type.Tail + (member * 12) + 8));
                break;
        }
    }

    private void Record(int place, bool isNamed, bool isTyped, int numbers)
    {
        for (var i = 0; i < numbers; i++)
        {
            var number = _types.Number(place + (i * 4));
            Number(i == 0 && isNamed ? Text(number) : i == 1 && isTyped ? Id(number) : number);
        }
    }

    private static bool IsReference(BtfKind kind) => kind is BtfKind.Pointer or BtfKind.Typedef or BtfKind.Volatile or BtfKind.Const or BtfKind.Restrict
        or BtfKind.Function or BtfKind.FunctionPrototype or BtfKind.Variable or BtfKind.DeclTag or BtfKind.TypeTag;

    private uint Text(byte[] bytes)
    {
        var text = Convert.ToBase64String(bytes);
        if (!_texts.TryGetValue(text, out var place))
        {
            place = (uint)_text.Count;
            _texts.Add(text, place);
            _text.AddRange(bytes);
            _text.Add(0);
        }

        return place;
    }

    private void Number(uint number) => _records.Add(number);
}
