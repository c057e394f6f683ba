using System.Globalization;
using BpfGen.Interop;
using BpfGen.KernelFacts;

namespace BpfGen.Errors;

/// <summary>
/// Explains the verifier's message about a helper that the kernel does not have. The verifier gives only the helper's number.
/// </summary>
internal static class UnknownHelper
{
    /// <summary>
    /// From this number on, no helper exists. The loader replaces references to missing maps and symbols by calls of helpers with such
    /// numbers.
    /// </summary>
    private const int NoHelper = 100_000;

    /// <summary>Explains the number of a helper that the verifier does not support.</summary>
    /// <returns>A sentence for the message; null if no helper can have the number.</returns>
    public static string? Explain(int helper)
    {
        if (helper >= NoHelper)
        {
            return null;
        }

        var number = helper.ToString(CultureInfo.InvariantCulture);
        var name = HelperTable.NameOf(helper) is { } known ? $"{known}() (helper {number})" : $"helper {number}";
        var kernel = RunningKernel.Version;
        return HelperTable.FirstKernel(helper) is not { } first ? $"It calls {name}, which the running kernel does not have."
            : kernel < first ? $"It calls {name}, which came with Linux {first.ToString(2)}; the running kernel is {kernel.ToString(2)}."
            : $"It calls {name}, which came with Linux {first.ToString(2)}, but the running kernel does not have it. "
                + "The kernel may be built without it.";
    }
}
