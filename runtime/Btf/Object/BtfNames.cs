using System;
using System.Text;
using BpfGen.Interop;

namespace BpfGen.Btf;

/// <summary>Names of an object's types, for messages. A name that cannot be read is <c>?</c>.</summary>
internal sealed class BtfNames(byte[] bytes)
{
    private const string Unknown = "?";

    private readonly ObjectBtf _btf = new(bytes);

    /// <summary>The string at an offset.</summary>
    public string Text(uint offset) => offset != 0 && _btf.StringAt(offset).IsEmpty ? Unknown : _btf.TextAt(offset);

    /// <summary>The name of a type: <c>struct task_struct</c>.</summary>
    public string NameOf(uint type) => PlaceOf(type) is not { } place ? Unknown : (_btf.Cursor.Kind(place) switch
    {
        BtfKind.Struct => "struct ",
        BtfKind.Union => "union ",
        BtfKind.Enum or BtfKind.Enum64 => "enum ",
        _ => "",
    }) + Text(_btf.Cursor.UInt32(place));

    /// <summary>The target of a CO-RE relocation: <c>struct task_struct.comm</c>.</summary>
    /// <param name="type">The type at which the path begins.</param>
    /// <param name="access">The indexes of members, separated by colons. The first is an index into an array of the type.</param>
    public string Access(uint type, string access)
    {
        var result = new StringBuilder(NameOf(type));
        var current = PlaceOf(type);
        var isPassed = !IsEnum(current);
        for (int start = 0, end; start < access.Length && current is { } place; start = end + 1)
        {
            end = access.IndexOf(':', start);
            end = end < 0 ? access.Length : end;
            if (Digits.Decimal(access.AsSpan(start, end - start)) is not { } index)
            {
                return Unknown;
            }

            current = isPassed ? current : Step(place, index, result);
            isPassed = false;
        }

        return result.ToString();
    }

    /// <returns>The position of the record of the member's or element's type; null if it has no such record.</returns>
    private int? Step(int place, int index, StringBuilder name)
    {
        var kind = _btf.Cursor.Kind(place);
        if (kind == BtfKind.Array)
        {
            name.Append('[').Append(index).Append(']');
            return PlaceOf(_btf.Cursor.UInt32(place + BtfKinds.CommonSize));
        }

        if (!(BtfKinds.IsComposite(kind) || BtfKinds.IsEnum(kind)) || index >= _btf.Cursor.Count(place))
        {
            return null;
        }

        var member = place + BtfKinds.CommonSize + (index * BtfKinds.SizeOf(kind).Each);
        if (_btf.TextAt(_btf.Cursor.UInt32(member)) is { Length: > 0 } text)
        {
            name.Append('.').Append(text);
        }

        return BtfKinds.IsEnum(kind) ? null : PlaceOf(_btf.Cursor.UInt32(member + 4));
    }

    private bool IsEnum(int? place) => place is { } known && BtfKinds.IsEnum(_btf.Cursor.Kind(known));

    /// <returns>The position of the record of the type behind typedefs and qualifiers; null if the id is invalid.</returns>
    private int? PlaceOf(uint type)
    {
        for (var depth = 0; depth < BtfKinds.MaxDepth && _btf.PlaceOf(type) is { } place; depth++)
        {
            if (!BtfKinds.IsModifier(_btf.Cursor.Kind(place)))
            {
                return place;
            }

            type = _btf.Cursor.UInt32(place + 8);
        }

        return null;
    }
}
