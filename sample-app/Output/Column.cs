using System;
using System.Linq;

namespace BpfGen.Sample;

/// <summary>A column of a table.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Width">The width in characters: a negative width aligns left, and 0 takes the rest of the line.</param>
/// <param name="Text">Formats a row's value in this column.</param>
internal sealed record Column<T>(string Title, int Width, Func<T, string> Text)
{
    /// <summary>
    /// Formats a row's value in this column. Control characters become <c>?</c>, because a file name must not control the terminal.
    /// </summary>
    public string Format(T row) => string.Concat(Text(row).Select(character => char.IsControl(character) ? '?' : character));

    /// <summary>Adds spaces until the text has the column's width.</summary>
    public string Align(string text) => Width > 0 ? text.PadLeft(Width) : text.PadRight(-Width);
}
