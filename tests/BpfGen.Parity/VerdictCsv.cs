using System;
using System.Globalization;

namespace BpfGen.Parity;

/// <summary>
/// Writes verdicts as CSV: file, program, verdict and number of processed instructions, like <c>veristat -o csv</c>, and the result of a
/// build.
/// </summary>
internal static class VerdictCsv
{
    public const string Header = "file,prog,verdict,insns,build";

    public static string Line(Verdict verdict) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Quote(verdict.File)},{Quote(verdict.Program)},{verdict.Word},{verdict.Instructions},{verdict.Build}");

    private static string Quote(string cell) =>
        cell.AsSpan().IndexOfAny(",\"\r\n") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
