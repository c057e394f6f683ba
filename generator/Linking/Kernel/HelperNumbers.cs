using System;
using System.Collections.Generic;
using BpfGen.KernelFacts;

namespace BpfGen.Generator.Linking;

/// <summary>
/// Finds helpers by name. Usually, a program calls a helper by the number that the header of the helpers gives. But a source can also
/// declare a helper as a function. Then the object contains only the name of the helper.
/// </summary>
internal static class HelperNumbers
{
    /// <summary>The largest helper number to search. No helper in the table has a larger number.</summary>
    private const int Last = 255;

    private static readonly Lazy<Dictionary<string, int>> ByName = new(() =>
    {
        var numbers = new Dictionary<string, int>();
        for (var helper = 1; helper <= Last; helper++)
        {
            if (HelperTable.NameOf(helper) is { } name)
            {
                numbers[name] = helper;
            }
        }

        return numbers;
    });

    /// <returns>The helper's number, or null if the kernel has no helper of this name.</returns>
    public static int? Of(string name) =>
        name.StartsWith("bpf_", StringComparison.Ordinal) && ByName.Value.TryGetValue(name, out var helper) ? helper : null;
}
