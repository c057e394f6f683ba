namespace BpfGen.Generator.Diagnostics;

/// <summary>A place in a source file, described without Roslyn's types.</summary>
/// <param name="Path">The path of the file.</param>
/// <param name="Start">The start of the place, in characters from the start of the file.</param>
/// <param name="Length">The length of the place in characters.</param>
/// <param name="StartLine">The line of the start, counted from zero.</param>
/// <param name="StartColumn">The column of the start, counted from zero.</param>
/// <param name="EndLine">The line of the end, counted from zero.</param>
/// <param name="EndColumn">The column of the end, counted from zero.</param>
internal sealed record SourcePlace(string Path, int Start, int Length, int StartLine, int StartColumn, int EndLine, int EndColumn)
{
    /// <summary>The place of a whole file, for files without lines, such as object files.</summary>
    public static SourcePlace OfFile(string path) => new(path, 0, 0, 0, 0, 0, 0);
}
