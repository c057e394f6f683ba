using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Serialization;

namespace BpfGen.Tool.Verification;

/// <summary>The answers of several kernels to the programs of an object.</summary>
/// <param name="File">The path of the object.</param>
/// <param name="Architecture">The architecture of the kernels.</param>
/// <param name="Kernels">The kernels, in the order of the command line.</param>
internal sealed record VerificationReport(string File, string Architecture, IReadOnlyList<KernelAnswers> Kernels)
{
    /// <summary>Whether all kernels load all programs that are not optional.</summary>
    public bool IsSuccess => Kernels.All(
        kernel => kernel.Error is null && kernel.Programs.All(program => program.IsOptional || program.Result == ProgramAnswer.Loaded));
}

/// <summary>The answers of one kernel.</summary>
/// <param name="Kernel">The name of the kernel on the command line: <c>6.1</c>.</param>
/// <param name="Release">The release that the kernel states; empty if it did not start.</param>
/// <param name="Seconds">The time of the virtual machine.</param>
/// <param name="Error">Why the virtual machine did not run; null if it did.</param>
/// <param name="Programs">The programs in the order of the object.</param>
internal sealed record KernelAnswers(string Kernel, string Release, double Seconds, string? Error, IReadOnlyList<ProgramAnswer> Programs);

/// <summary>The answer of one kernel to one program.</summary>
/// <param name="Program">The name of the program.</param>
/// <param name="Section">The section of the program.</param>
/// <param name="IsOptional">Whether the section's name begins with <c>?</c>, so that the program need not load.</param>
/// <param name="Result"><see cref="Loaded"/>, <see cref="Refused"/>, or <see cref="Failed"/>.</param>
/// <param name="Instructions">The number of instructions that the verifier processed; 0 if the kernel does not tell.</param>
/// <param name="Message">The error; empty for none.</param>
/// <param name="Log">The last lines of the verifier's log, or more lines of the error.</param>
internal sealed record ProgramAnswer(
    string Program, string Section, bool IsOptional, string Result, long Instructions, string Message, IReadOnlyList<string> Log)
{
    /// <summary>The kernel accepted the program.</summary>
    public const string Loaded = "loaded";

    /// <summary>The kernel did not accept the program.</summary>
    public const string Refused = "refused";

    /// <summary>The load failed before the kernel saw the program: a map, a type or a symbol is missing, or a build fails.</summary>
    public const string Failed = "failed";
}

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(VerificationReport))]
internal sealed partial class VerificationJson : JsonSerializerContext;
