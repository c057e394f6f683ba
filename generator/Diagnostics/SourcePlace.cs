namespace BpfGen.Generator.Diagnostics;

/// <summary>A place in a source file, free of Roslyn's own types.</summary>
/// <param name="Path">The file.</param>
/// <param name="Start">Where it starts, in characters from the start of the file.</param>
/// <param name="Length">How many characters it has.</param>
/// <param name="StartLine">The line of its start, from zero.</param>
/// <param name="StartColumn">The column of its start, from zero.</param>
/// <param name="EndLine">The line of its end.</param>
/// <param name="EndColumn">The column of its end.</param>
internal sealed record SourcePlace(string Path, int Start, int Length, int StartLine, int StartColumn, int EndLine, int EndColumn)
{
    /// <summary>The whole of a file that has no lines: an object.</summary>
    public static SourcePlace OfFile(string path) => new(path, 0, 0, 0, 0, 0, 0);
}
