using System;
using System.Globalization;

namespace BpfGen.Symbols;

/// <summary>Scans the text of a probe's arguments, one token at a time. Ignores blanks between tokens.</summary>
internal sealed class UsdtScanner(string text)
{
    private int _at;

    public bool IsAtEnd
    {
        get
        {
            SkipBlanks();
            return _at == text.Length;
        }
    }

    /// <summary>Consumes a character if it is next.</summary>
    public bool Take(char character)
    {
        SkipBlanks();
        var isNext = _at < text.Length && text[_at] == character;
        _at += isNext ? 1 : 0;
        return isNext;
    }

    /// <summary>Whether a character is next.</summary>
    public bool IsNext(char character)
    {
        SkipBlanks();
        return _at < text.Length && text[_at] == character;
    }

    /// <summary>Consumes a number if it is next: decimal or hexadecimal, with an optional minus sign.</summary>
    public long? Number()
    {
        SkipBlanks();
        var start = _at;
        var isNegative = _at < text.Length && text[_at] == '-';
        var digits = isNegative ? _at + 1 : _at;
        var isHexadecimal = text.AsSpan(digits).StartsWith("0x");
        digits += isHexadecimal ? 2 : 0;
        var end = digits;
        while (end < text.Length && (isHexadecimal ? char.IsAsciiHexDigit(text[end]) : char.IsAsciiDigit(text[end])))
        {
            end++;
        }

        var style = isHexadecimal ? NumberStyles.AllowHexSpecifier : NumberStyles.None;
        if (!ulong.TryParse(text.AsSpan(digits, end - digits), style, CultureInfo.InvariantCulture, out var number))
        {
            _at = start;
            return null;
        }

        _at = end;
        return isNegative ? -(long)number : (long)number;
    }

    /// <summary>Consumes a register's name if it is next.</summary>
    public ReadOnlySpan<char> Name()
    {
        SkipBlanks();
        var start = _at;
        while (_at < text.Length && char.IsAsciiLetterOrDigit(text[_at]))
        {
            _at++;
        }

        return text.AsSpan(start, _at - start);
    }

    /// <summary>Consumes a symbol's name if it is next. Such a name does not begin with a digit.</summary>
    public string? Symbol()
    {
        SkipBlanks();
        var start = _at;
        while (_at < text.Length && (char.IsAsciiLetter(text[_at]) || text[_at] is '_' or '.' or '$'
            || (_at > start && char.IsAsciiDigit(text[_at]))))
        {
            _at++;
        }

        return _at == start ? null : text[start.._at];
    }

    /// <summary>Consumes the number directly after a symbol, such as <c>+4</c> or <c>-8</c>. Returns 0 if there is no number.</summary>
    public long Addend()
    {
        if (_at < text.Length && text[_at] == '+')
        {
            _at++;
            return Number() ?? 0;
        }

        return _at < text.Length && text[_at] == '-' ? Number() ?? 0 : 0;
    }

    private void SkipBlanks()
    {
        while (_at < text.Length && text[_at] == ' ')
        {
            _at++;
        }
    }
}
