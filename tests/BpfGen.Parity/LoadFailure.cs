extern alias runtime;

using System;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using runtime::BpfGen;

namespace BpfGen.Parity;

/// <summary>Describes the stage at which a load failed, and the reason.</summary>
internal static partial class LoadFailure
{
    public static (Stage Stage, string Reason, long Instructions) Describe(Exception exception) => exception switch
    {
        TargetInvocationException { InnerException: { } inner } => Describe(inner),
        VerifierException failure => (Stage.Verifier, failure.Message, Processed(failure.Log)),
        BpfException failure => (StageOf(failure.Command), failure.Message, 0),
        _ => (Stage.Load, $"{exception.GetType().Name}: {exception.Message}", 0),
    };

    private static Stage StageOf(string command) => command switch
    {
        "BPF_BTF_LOAD" => Stage.Btf,
        "BPF_PROG_LOAD" => Stage.Load,
        _ when command.StartsWith("BPF_MAP", StringComparison.Ordinal)
            || command.StartsWith("BPF_OBJ", StringComparison.Ordinal)
            || command is "mmap" or "mkdir" => Stage.Map,
        _ => Stage.Extern,
    };

    /// <summary>
    /// Returns the number of instructions that the verifier processed. The end of the verifier's log contains this number.
    /// </summary>
    private static long Processed(string log) => ProcessedInstructions().Match(log) is { Success: true } match
        ? long.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
        : 0;

    [GeneratedRegex(@"^processed (\d+) insns", RegexOptions.Multiline | RegexOptions.RightToLeft)]
    private static partial Regex ProcessedInstructions();
}
