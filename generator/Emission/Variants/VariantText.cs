using System;
using System.Collections.Generic;
using System.Linq;

namespace BpfGen.Generator.Emission;

/// <summary>
/// Joins the documentation of a class that has several objects. If the texts for the objects differ, each of them names its architectures.
/// </summary>
internal static class VariantText
{
    /// <param name="variants">The objects.</param>
    /// <param name="text">The text for an object, by its index.</param>
    public static string Of(IReadOnlyList<VariantModel> variants, Func<int, string> text)
    {
        var texts = variants.Select((variant, index) => (variant.Variant, Text: text(index))).GroupBy(pair => pair.Text).ToList();
        return texts.Count == 1
            ? texts[0].Key
            : string.Join(" ", texts.Select(group =>
                $"For {string.Join(" and ", group.Select(pair => pair.Variant!.DisplayName))}: {group.Key}"));
    }
}
