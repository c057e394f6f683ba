using System;
using BpfGen.Btf;
using BpfGen.Errors;
using BpfGen.Interop;
using BpfGen.Wire;

namespace BpfGen.Loading;

/// <summary>Finds the source line and the cause of a failure in the verifier's log.</summary>
internal static class VerifierLog
{
    private const string InvalidFunction = "invalid func unknown#";

    private const int MostReferences = 1_000_000;
    private const int LongestText = 200;

    /// <param name="log">The verifier's log.</param>
    /// <param name="information">The information about the program's instructions that the kernel got.</param>
    /// <param name="types">The BTF that the information refers to, or null.</param>
    /// <param name="kernel">The object's references to kernel symbols.</param>
    public static VerifierFailure Read(string log, ProgramInformation information, BtfNames? types, ReadOnlySpan<KernelReference> kernel)
    {
        var instruction = LastInstruction(log);
        var at = (uint)(instruction ?? 0);
        var function = types is null ? -1 : Last(information.Functions, 2, at);
        var line = types is null || instruction is null ? -1 : Last(information.Lines, 4, at);
        return new VerifierFailure
        {
            Instruction = instruction,
            Function = function < 0 ? null : types!.NameOf(information.Functions[function + 1]),
            File = line < 0 ? null : types!.Text(information.Lines[line + 1]),
            Line = line < 0 ? 0 : (int)(information.Lines[line + 3] >> 10),
            Text = line < 0 ? null : Shorten(types!.Text(information.Lines[line + 2]).Trim()),
            Explanation = Explain(log, at, information, types, kernel),
        };
    }

    /// <summary>
    /// Whether the log shows an instruction. If the program passes verification, the kernel clears the instructions from the log.
    /// </summary>
    public static bool ShowsInstruction(string log) => LastInstruction(log) is not null;

    /// <summary>
    /// Finds the last instruction in the log. The log has the number of each instruction at the start of a line:
    /// <c>12: (79) r1 = *(u64 *)(r0 +0)</c>.
    /// </summary>
    private static int? LastInstruction(string log)
    {
        var rest = log.AsSpan();
        while (!rest.IsEmpty)
        {
            var start = rest.LastIndexOf('\n') + 1;
            var line = rest[start..];
            var digits = line.IndexOf(": (");
            if (digits > 0 && Digits.Decimal(line[..digits]) is { } number)
            {
                return number;
            }

            rest = start == 0 ? [] : rest[..(start - 1)];
        }

        return null;
    }

    /// <returns>The index of the last record that begins at or before an instruction, or -1.</returns>
    private static int Last(ReadOnlySpan<uint> records, int words, uint instruction)
    {
        var last = -1;
        for (var i = 0; i + words <= records.Length && records[i] <= instruction; i += words)
        {
            last = i;
        }

        return last;
    }

    private static string? Explain(
        string log, uint instruction, ProgramInformation information, BtfNames? types, ReadOnlySpan<KernelReference> kernel)
    {
        var start = log.AsSpan().LastIndexOf(InvalidFunction);
        if (start < 0)
        {
            return UnknownInstructions.Explain(log);
        }

        if (Digits.Decimal(Digits.AtStart(log.AsSpan(start + InvalidFunction.Length))) is not { } number)
        {
            return null;
        }

        return number == Instruction.PoisonedRelocation ? ExplainRelocation(instruction, information, types)
            : IsAmong(number, InstructionPatcher.FirstPoisonedMap) ? "It refers to a map that was not created, because the map's " +
                "options set AutoCreate to false."
            : IsAmong(number, AbsentFunctions.First)
                ? ExplainFunction(number - AbsentFunctions.First, kernel)
            : UnknownHelper.Explain(number);
    }

    private static bool IsAmong(int number, int first) => number >= first && number < first + MostReferences;

    private static string? ExplainFunction(int index, ReadOnlySpan<KernelReference> kernel) =>
        index < kernel.Length && kernel[index] is { Name: { } name, Absence: { } absence }
            ? $"It calls kernel function '{name}'. {absence} If the function may be missing, test for it first: bpf_ksym_exists({name})."
            : null;

    private static string ExplainRelocation(uint instruction, ProgramInformation information, BtfNames? types)
    {
        var records = information.CoreRelocations;
        for (var i = 0; types is not null && i + 4 <= records.Length; i += 4)
        {
            if (records[i] / sizeof(ulong) == instruction)
            {
                var what = types.Access(records[i + 1], types.Text(records[i + 2]));
                return $"The running kernel has no {what}, which the program accesses (CO-RE). If it may be missing, test for it first: " +
                    "bpf_core_field_exists() or bpf_core_type_exists().";
            }
        }

        return "The program accesses a type or field that the running kernel does not have (CO-RE).";
    }

    private static string Shorten(string text) => text.Length <= LongestText ? text : string.Concat(text.AsSpan(0, LongestText), "…");
}
