using System.Globalization;

namespace BpfGen.Errors;

/// <summary>The place and the meaning of a verifier error.</summary>
internal sealed class VerifierFailure
{
    /// <summary>The instruction that the verifier stopped at; null where it does not say.</summary>
    public int? Instruction { get; init; }

    /// <summary>The function that it is in, under its name in the source.</summary>
    public string? Function { get; init; }

    /// <summary>The source file.</summary>
    public string? File { get; init; }

    /// <summary>The line in it, from 1; 0 where it is not known.</summary>
    public int Line { get; init; }

    /// <summary>The text of that line.</summary>
    public string? Text { get; init; }

    /// <summary>What the verifier's words mean, where they say nothing to who does not know how programs are loaded.</summary>
    public string? Explanation { get; init; }

    /// <summary>For a message: <c>probe.bpf.c:12, in count(): *value += 1;</c>, or nothing.</summary>
    public string Describe()
    {
        var place = File is null ? (Function is null ? "" : $" It is in {Function}().")
            : $" It is {File}:{Line.ToString(CultureInfo.InvariantCulture)}{(Function is null ? "" : $", in {Function}()")}: {Text}";
        return Explanation is null ? place : $"{place}\n  {Explanation}\n";
    }
}
