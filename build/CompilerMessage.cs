using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;

namespace BpfGen.Build;

internal enum MessageKind
{
    Error,
    Warning,
    Note,
}

/// <summary>An error, warning or note of a compiler.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="File">The path of the file as the compiler writes it; empty if the message names no file.</param>
/// <param name="Line">The line, from 1; 0 if the message names no line.</param>
/// <param name="Column">The column, from 1; 0 if the message names no column.</param>
/// <param name="Text">The message, without the name of its option.</param>
/// <param name="Option">The option that enables a warning, such as <c>Wunused-variable</c>; null if the message names none.</param>
internal sealed record CompilerMessage(MessageKind Kind, string File, int Line, int Column, string Text, string? Option)
{
    // A Windows path contains a colon, too, but no number follows that colon.
    private static readonly Regex Placed = new(
        @"^(?<file>.+?):(?<line>\d+):(?<column>\d+): (?<kind>fatal error|error|warning|note|remark): (?<text>.*)$",
        RegexOptions.CultureInvariant);

    private static readonly Regex Unplaced = new(
        @"^(?:(?<tool>[^:]+): )??(?<kind>fatal error|error|warning|note|remark): (?<text>.*)$", RegexOptions.CultureInvariant);

    // LLVM's code generator reports errors in another form: "probe.c:3:5: in function f i32 (ptr): too many arguments".
    private static readonly Regex Generated = new(
        @"^(?<file>.+?):(?<line>\d+):(?<column>\d+): (?<text>in function .*)$", RegexOptions.CultureInvariant);

    private static readonly Regex OptionAtEnd = new(@" \[-(?<option>W[^\]\s]+)\]$", RegexOptions.CultureInvariant);

    /// <summary>Reads the messages in a compiler's output. Other lines, such as quoted source, are skipped.</summary>
    public static IReadOnlyList<CompilerMessage> Read(IEnumerable<string> lines) => [.. lines.Select(Read).OfType<CompilerMessage>()];

    private static CompilerMessage? Read(string line)
    {
        line = line.TrimEnd('\r');
        if (Placed.Match(line) is { Success: true } placed)
        {
            return Of(placed, KindOf(placed.Groups["kind"].Value));
        }

        if (Generated.Match(line) is { Success: true } generated)
        {
            return Of(generated, MessageKind.Error);
        }

        return Unplaced.Match(line) is { Success: true } match ? Of(match, KindOf(match.Groups["kind"].Value)) : null;
    }

    private static CompilerMessage Of(Match match, MessageKind kind)
    {
        var text = match.Groups["text"].Value;
        var option = OptionAtEnd.Match(text);
        var file = match.Groups["file"].Value;
        return new CompilerMessage(
            kind,
            file == "<unknown>" ? "" : file,
            Number(match.Groups["line"].Value),
            Number(match.Groups["column"].Value),
            option.Success ? text.Substring(0, option.Index) : text,
            option.Success ? option.Groups["option"].Value.Split(',').Last().TrimStart('-') : null);
    }

    private static MessageKind KindOf(string word) => word switch
    {
        "note" or "remark" => MessageKind.Note,
        "warning" => MessageKind.Warning,
        _ => MessageKind.Error,
    };

    private static int Number(string digits) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
