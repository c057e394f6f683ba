using System;
using System.Globalization;

namespace BpfGen.KernelFacts;

/// <summary>
/// One row of a table of kernel facts. A table is UTF-8 text with one row in each line. A row is a list of words with one space between
/// them. The first word is the kernel's value. The word <c>-</c> stands for none, and <c>?</c> for unknown.
/// </summary>
/// <remarks>
/// Text is the smallest form of such a table in a native program, because it is read-only data and needs no object for each name.
/// </remarks>
internal readonly ref struct FactRow
{
    private const byte Space = (byte)' ';

    private readonly ReadOnlySpan<byte> _text;

    private FactRow(ReadOnlySpan<byte> text) => _text = text;

    /// <summary>Whether the row was not found. All words of a missing row are empty.</summary>
    public bool IsMissing => _text.IsEmpty;

    /// <summary>Finds the row of a kernel value.</summary>
    /// <returns>The row; a missing row if the table does not contain the value.</returns>
    public static FactRow Find(ReadOnlySpan<byte> table, uint number)
    {
        while (TryRead(ref table, out var row))
        {
            if (row.Number(0) == number)
            {
                return row;
            }
        }

        return default;
    }

    /// <summary>Finds the first row that has a word in a column.</summary>
    /// <returns>The row; a missing row if no row has the word.</returns>
    public static FactRow Find(ReadOnlySpan<byte> table, int column, ReadOnlySpan<byte> word)
    {
        while (TryRead(ref table, out var row))
        {
            if (row.Word(column).SequenceEqual(word))
            {
                return row;
            }
        }

        return default;
    }

    /// <summary>Removes the first row from a table, and returns that row.</summary>
    /// <returns><see langword="false"/> if the table is empty.</returns>
    public static bool TryRead(scoped ref ReadOnlySpan<byte> table, out FactRow row)
    {
        if (table.IsEmpty)
        {
            row = default;
            return false;
        }

        row = new FactRow(Take(ref table, (byte)'\n'));
        return true;
    }

    /// <summary>Removes the first item from a list, and returns that item. One byte separates the items.</summary>
    public static ReadOnlySpan<byte> Take(scoped ref ReadOnlySpan<byte> list, byte separator)
    {
        var end = list.IndexOf(separator);
        var first = end < 0 ? list : list.Slice(0, end);
        list = end < 0 ? default : list.Slice(end + 1);
        return first;
    }

    /// <summary>Reads a column.</summary>
    /// <returns>The word in the column; empty if the row has no such column.</returns>
    public ReadOnlySpan<byte> Word(int column)
    {
        var rest = _text;
        for (; column > 0; column--)
        {
            Take(ref rest, Space);
        }

        return Take(ref rest, Space);
    }

    /// <summary>Reads a column as text.</summary>
    public string Text(int column) => ToText(Word(column));

    /// <summary>Reads the decimal number at the start of a column. Returns 0 if the column does not start with a digit.</summary>
    public uint Number(int column) => ToNumber(Word(column));

    /// <summary>Reads a column that is a kernel version, such as <c>5.8</c>.</summary>
    /// <returns>The version; null if the column is <c>-</c> (none) or <c>?</c> (unknown).</returns>
    public Version? Kernel(int column)
    {
        var minor = Word(column);
        var major = ToNumber(Take(ref minor, (byte)'.'));
        return major == 0 ? null : new Version((int)major, (int)ToNumber(minor));
    }

    /// <summary>Tells whether a word is in the list in a column. Commas separate the words of such a list.</summary>
    public bool Contains(int column, ReadOnlySpan<byte> word)
    {
        var list = Word(column);
        while (!list.IsEmpty)
        {
            if (Take(ref list, (byte)',').SequenceEqual(word))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Reads the name of a kernel value from a column. For a value without a row, returns the value in decimal.</summary>
    public static string NameOf(ReadOnlySpan<byte> table, uint value, int column) =>
        Find(table, value) is { IsMissing: false } row ? row.Text(column) : value.ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// Reads a name in the kernel's style from a column. <c>=</c> stands for the name in another column, in capitals with
    /// underscores: <c>LRU_HASH</c> for <c>LruHash</c>.
    /// </summary>
    public string NameOrCapitals(int column, int otherColumn)
    {
        if (!Word(column).SequenceEqual("="u8))
        {
            return Text(column);
        }

        var (capitals, previous) = ("", 'A');
        foreach (var letter in Text(otherColumn))
        {
            capitals += char.IsUpper(letter) && !char.IsUpper(previous) ? $"_{letter}" : char.ToUpperInvariant(letter).ToString();
            previous = letter;
        }

        return capitals;
    }

    private static uint ToNumber(ReadOnlySpan<byte> digits)
    {
        var number = 0u;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                break;
            }

            number = (number * 10) + digit - '0';
        }

        return number;
    }

    /// <summary>Converts ASCII to a string. All names in the tables are ASCII, so no UTF-8 decoder is needed.</summary>
    private static string ToText(ReadOnlySpan<byte> ascii)
    {
        Span<char> text = stackalloc char[ascii.Length];
        for (var i = 0; i < ascii.Length; i++)
        {
            text[i] = (char)ascii[i];
        }

        return text.ToString();
    }
}
