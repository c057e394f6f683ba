using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace BpfGen.Btf;

/// <summary>Reads names in an object's types (BTF), for messages. What is not as it should be has the name <c>?</c>.</summary>
internal sealed class TypeReader
{
    private const string Unknown = "?";

    private readonly byte[] _bytes;
    private readonly List<int> _places;
    private readonly int _strings;

    public TypeReader(byte[] bytes)
    {
        _bytes = bytes;
        _places = TypeRecords.Places(bytes);
        _strings = (int)(Number(4) + Number(16));
    }

    /// <summary>The text at an offset of the strings.</summary>
    public string Text(uint offset)
    {
        var start = _strings + (long)offset;
        if (start >= _bytes.Length)
        {
            return Unknown;
        }

        var text = _bytes.AsSpan((int)start);
        var end = text.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? text : text[..end]);
    }

    /// <summary>The name of a type: <c>struct task_struct</c>.</summary>
    public string NameOf(uint type) => PlaceOf(type) is not { } place ? Unknown : (KindAt(place) switch
    {
        BtfKind.Struct => "struct ",
        BtfKind.Union => "union ",
        BtfKind.Enum or BtfKind.Enum64 => "enum ",
        _ => "",
    }) + Text(Number(place));

    /// <summary>What a CO-RE relocation reaches for: <c>struct task_struct.comm</c>.</summary>
    /// <param name="type">The type it begins at.</param>
    /// <param name="access">Numbers of members, separated by colons; the first one is the place in an array of the type.</param>
    public string Access(uint type, string access)
    {
        var result = new StringBuilder(NameOf(type));
        var current = PlaceOf(type);
        var isPassed = !IsEnum(current);
        for (int start = 0, end; start < access.Length && current is { } place; start = end + 1)
        {
            end = access.IndexOf(':', start);
            end = end < 0 ? access.Length : end;
            if (!int.TryParse(access.AsSpan(start, end - start), NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            {
                return Unknown;
            }

            current = isPassed ? current : Step(place, index, result);
            isPassed = false;
        }

        return result.ToString();
    }

    /// <returns>Where the type of a member or element stands.</returns>
    private int? Step(int place, int index, StringBuilder name)
    {
        switch (KindAt(place))
        {
            case BtfKind.Struct or BtfKind.Union or BtfKind.Enum or BtfKind.Enum64 when index >= 0 && index < CountAt(place):
                var member = place + BtfKinds.CommonSize + (index * BtfKinds.SizeOf(KindAt(place)).Each);
                if (Text(Number(member)) is { Length: > 0 } text)
                {
                    name.Append('.').Append(text);
                }

                return IsEnum(place) ? null : PlaceOf(Number(member + 4));

            case BtfKind.Array:
                name.Append('[').Append(index).Append(']');
                return PlaceOf(Number(place + BtfKinds.CommonSize));

            default:
                return null;
        }
    }

    private bool IsEnum(int? place) => place is { } known && KindAt(known) is BtfKind.Enum or BtfKind.Enum64;

    /// <returns>Where a type stands that is more than another name (a typedef, <c>const</c>) of one.</returns>
    private int? PlaceOf(uint type)
    {
        for (var depth = 0; depth < 32 && type > 0 && type <= _places.Count; depth++)
        {
            var place = _places[(int)type - 1];
            if (!BtfKinds.IsModifier(KindAt(place)))
            {
                return place;
            }

            type = Number(place + 8);
        }

        return null;
    }

    private BtfKind KindAt(int place) => TypeRecords.Kind(_bytes, place);

    private int CountAt(int place) => TypeRecords.Count(_bytes, place);

    private uint Number(int place) => TypeRecords.Number(_bytes, place);
}
