using System.Globalization;

namespace BpfGen.Errors;

/// <summary>The location and the meaning of a verifier error.</summary>
internal sealed class VerifierFailure
{
    /// <summary>The index of the instruction at which the verifier stopped; null if the log does not name an instruction.</summary>
    public int? Instruction { get; init; }

    /// <summary>The name in the source of the function that contains the instruction; null if unknown.</summary>
    public string? Function { get; init; }

    /// <summary>The path of the source file; null if unknown.</summary>
    public string? File { get; init; }

    /// <summary>The line number in the source file, from 1; 0 if unknown.</summary>
    public int Line { get; init; }

    /// <summary>The text of the source line; null if unknown.</summary>
    public string? Text { get; init; }

    /// <summary>An explanation of the verifier's message if the message alone does not name the cause; otherwise null.</summary>
    public string? Explanation { get; init; }

    /// <summary>
    /// Describes the location for an exception message: <c> It is probe.bpf.c:12, in count(): *value += 1;</c>. Empty if unknown.
    /// </summary>
    public string Describe()
    {
        var place = File is null ? (Function is null ? "" : $" It is in {Function}().")
            : $" It is {File}:{Line.ToString(CultureInfo.InvariantCulture)}{(Function is null ? "" : $", in {Function}()")}: {Text}";
        return Explanation is null ? place : $"{place}\n  {Explanation}\n";
    }
}
