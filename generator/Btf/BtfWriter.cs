using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using BpfGen.Btf;

namespace BpfGen.Generator.Btf;

/// <summary>Writes the marked types of an object under new ids, with only the strings that these types need.</summary>
internal sealed class BtfWriter
{
    private readonly BtfTypes _types;
    private readonly BtfMarks _marks;
    private readonly uint[] _ids;
    private readonly Dictionary<uint, uint> _strings = new() { [0] = 0 };
    private readonly Dictionary<uint, uint> _lines = new() { [0] = 0 };
    private readonly Dictionary<string, uint> _texts = new(StringComparer.Ordinal) { [""] = 0 };
    private readonly Dictionary<uint, Dictionary<int, int>> _members = [];
    private readonly Dictionary<(uint Id, uint Offset), uint> _accesses = [];
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

    /// <summary>The records of the kept types, as 32-bit words.</summary>
    public IReadOnlyList<uint> Records => _records;

    /// <summary>The strings that the written records use.</summary>
    public IReadOnlyList<byte> Strings => _text;

    /// <summary>Returns the id of a type in the written BTF; 0 if the type is not kept.</summary>
    public uint Id(uint id) => id < _ids.Length ? _ids[id] : 0;

    /// <summary>Returns the offset of a string in the written BTF.</summary>
    public uint Text(uint offset)
    {
        if (!_strings.TryGetValue(offset, out var place))
        {
            place = Text(_types.Strings.BytesAt(offset));
            _strings.Add(offset, place);
        }

        return place;
    }

    /// <summary>
    /// The new offset of a source line without its leading blanks. The kernel and the loader do not show leading blanks. Without them, more
    /// lines are equal and share one string.
    /// </summary>
    public uint Line(uint offset)
    {
        if (!_lines.TryGetValue(offset, out var place))
        {
            place = Text([.. _types.Strings.BytesAt(offset).SkipWhile(value => value is (byte)' ' or (byte)'\t')]);
            _lines.Add(offset, place);
        }

        return place;
    }

    /// <summary>
    /// The offset of a CO-RE access string with the new indexes of the members. The indexes change, because pruning removes members.
    /// </summary>
    public uint Access(uint id, uint offset)
    {
        if (!_accesses.TryGetValue((id, offset), out var place))
        {
            place = NewAccess(id, offset);
            _accesses.Add((id, offset), place);
        }

        return place;
    }

    private uint NewAccess(uint id, uint offset)
    {
        var access = _types.Strings.At(offset) ?? "";
        if (access.Length > BtfKinds.LongestAccess)
        {
            return Text(offset);
        }

        _types.Effort.Spend(BtfMarks.CostOf(access));
        var steps = access.Split(':');
        var current = _types.Skip(id);
        for (var i = current is not null && BtfKinds.IsEnum(current.Kind) ? 0 : 1;
            i < steps.Length
                && current is not null
                && int.TryParse(steps[i], NumberStyles.None, CultureInfo.InvariantCulture, out var step);
            i++)
        {
            if (current.Kind == BtfKind.Array)
            {
                current = _types.Skip(BtfTypes.Array(current).Element);
                continue;
            }

            steps[i] = NewIndex(current, step).ToString(CultureInfo.InvariantCulture);
            current = BtfKinds.IsComposite(current.Kind) && step < current.Count ? _types.Skip(BtfTypes.MemberType(current, step)) : null;
        }

        return Text(Encoding.UTF8.GetBytes(string.Join(":", steps)));
    }

    private int NewIndex(BtfType type, int member)
    {
        if (!_members.TryGetValue(type.Id, out var indexes))
        {
            indexes = [];
            foreach (var kept in _marks.MembersOf(type))
            {
                indexes.Add(kept, indexes.Count);
            }

            _members.Add(type.Id, indexes);
        }

        // If the member was not kept, return the number of kept members. No member has this index.
        return indexes.TryGetValue(member, out var index) ? index : indexes.Count;
    }

    private void Write(BtfType type)
    {
        _types.Effort.Spend(1 + type.Count);
        var isPrunable = BtfKinds.IsComposite(type.Kind) || BtfKinds.IsEnum(type.Kind);
        var members = isPrunable ? [.. _marks.MembersOf(type)] : Enumerable.Range(0, type.Count).ToArray();
        var isEmpty = isPrunable && members.Length == 0 && type.Count > 0;
        Number(Text(type.NameOffset));
        Number(isPrunable ? (type with { Count = members.Length, Flag = type.Flag && !isEmpty }).Info : type.Info);
        Number(BtfKinds.IsReference(type.Kind) ? Id(type.SizeOrType) : type.SizeOrType);
        if (type.Kind == BtfKind.Array)
        {
            Number(Id(type.Numbers[0]));
            Number(Id(type.Numbers[1]));
            Number(type.Numbers[2]);
        }
        else if (type.Stride == 0)
        {
            _records.AddRange(type.Numbers);
        }
        else
        {
            foreach (var member in members)
            {
                WriteMember(type, member * type.Stride);
            }
        }
    }

    private void WriteMember(BtfType type, int place)
    {
        var isSection = type.Kind == BtfKind.DataSection;
        Number(isSection ? Id(type.Numbers[place]) : Text(type.Numbers[place]));
        Number(BtfKinds.IsEnum(type.Kind) || isSection ? type.Numbers[place + 1] : Id(type.Numbers[place + 1]));
        if (type.Stride == 3)
        {
            Number(type.Numbers[place + 2]);
        }
    }

    private uint Text(byte[] bytes)
    {
        var text = Convert.ToBase64String(bytes);
        if (!_texts.TryGetValue(text, out var place))
        {
            _types.Effort.Spend(1 + bytes.Length);
            place = (uint)_text.Count;
            _texts.Add(text, place);
            _text.AddRange(bytes);
            _text.Add(0);
        }

        return place;
    }

    private void Number(uint number) => _records.Add(number);
}
