using System;
using System.Linq;

namespace BpfGen.Sample;

/// <summary>A column of a table.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Width">The width in characters: a negative width aligns left, and 0 takes the rest of the line.</param>
/// <param name="Text">Formats the column's value of a row.</param>
internal sealed record Column<T>(string Title, int Width, Func<T, string> Text)
{
    /// <summary>Formats the column's value. Control characters become <c>?</c>: a file name must not control the terminal.</summary>
    public string Format(T row) => string.Concat(Text(row).Select(character => char.IsControl(character) ? '?' : character));

    /// <summary>Adds spaces until the text has the column's width.</summary>
    public string Align(string text) => Width > 0 ? text.PadLeft(Width) : text.PadRight(-Width);
}
