using System;

namespace BpfGen.Generator.Signing;

/// <summary>
/// Reads DER elements in their order. The bytes are not trusted: a method returns false if the next element is not the expected one, is
/// longer than the bytes, or has a length that DER does not allow.
/// </summary>
internal ref struct DerReader(ReadOnlySpan<byte> bytes)
{
    private const int LongForm = 0x80;
    private const int MostLengthBytes = 4;

    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Whether all elements are read.</summary>
    public readonly bool IsAtEnd => _rest.IsEmpty;

    public readonly bool NextIs(byte tag) => !_rest.IsEmpty && _rest[0] == tag;

    public bool TryRead(byte tag, out ReadOnlySpan<byte> content)
    {
        content = default;
        return NextIs(tag) && TryReadAny(out content);
    }

    /// <summary>Reads an element that consists of other elements.</summary>
    public bool TryEnter(byte tag, out DerReader content)
    {
        var found = TryRead(tag, out var bytes);
        content = new DerReader(bytes);
        return found;
    }

    /// <summary>Reads a number that is not negative, without leading zeros: 0 has no bytes.</summary>
    public bool TryReadNumber(out ReadOnlySpan<byte> number)
    {
        if (!TryRead(DerTags.Integer, out number) || number.IsEmpty || number[0] > sbyte.MaxValue)
        {
            return false;
        }

        // One zero byte keeps a number positive whose highest bit is set. DER does not allow other leading zeros, except in 0 itself.
        if (number[0] == 0)
        {
            number = number.Slice(1);
            return number.IsEmpty || number[0] > sbyte.MaxValue;
        }

        return true;
    }

    public bool TrySkip() => TryReadAny(out _);

    private bool TryReadAny(out ReadOnlySpan<byte> content)
    {
        content = default;
        if (_rest.Length < 2)
        {
            return false;
        }

        var start = 2;
        long length = _rest[1];
        if (length >= LongForm)
        {
            // A length without bytes is that of an element whose end is marked, which only BER allows.
            var count = (int)length - LongForm;
            start += count;
            if (count is 0 or > MostLengthBytes || start > _rest.Length)
            {
                return false;
            }

            length = 0;
            foreach (var digit in _rest.Slice(2, count))
            {
                length = (length << 8) | digit;
            }

            if (length < LongForm || _rest[2] == 0)
            {
                return false;
            }
        }

        if (length > _rest.Length - start)
        {
            return false;
        }

        content = _rest.Slice(start, (int)length);
        _rest = _rest.Slice(start + (int)length);
        return true;
    }
}
