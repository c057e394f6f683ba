using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Diagnostics;

namespace BpfGen.Generator.Model;

/// <summary>The structs whose padding BpfGen's runtime clears, and the diagnostics about them.</summary>
/// <param name="Structs">
/// The structs that generated code registers. They have no source positions, so moving a struct in its file does not generate the code
/// again.
/// </param>
/// <param name="Findings">The diagnostics.</param>
internal sealed record PaddingPlan(EquatableArray<PaddedStruct> Structs, EquatableArray<Finding> Findings)
{
    private const string Fix =
        "Make it internal, state its size with [StructLayout(LayoutKind.Sequential, Size = …)], or add fields for the unused bytes.";

    /// <summary>The generated file that registers the structs; none if there are no structs.</summary>
    public IEnumerable<PaddingFile> Files => Structs.Count == 0 ? [] : [new PaddingFile(Structs)];

    public static PaddingPlan Of(IEnumerable<PaddedStruct> found)
    {
        var distinct = found.GroupBy(padded => (padded.Name, padded.ShortName))
            .Select(group => group.First())
            .OrderBy(padded => padded.Name, System.StringComparer.Ordinal)
            .ToList();
        return new PaddingPlan(
            [.. distinct.Where(IsCleared).Select(padded => padded with { Place = SourcePlace.OfFile("") })],
            [.. distinct.Where(padded => !padded.IsKnown || padded.Padding.Count > 0).Select(FindingOf)]);
    }

    private static bool IsCleared(PaddedStruct padded) => padded is { IsKnown: true, Name.Length: > 0 };

    private static Finding FindingOf(PaddedStruct padded) => new(
        IsCleared(padded) ? Problem.Of(Rules.StructHasPadding, padded.ShortName, Describe(padded.Padding))
            : padded.IsKnown ? Problem.Of(
                Rules.UnclearedPadding, padded.ShortName, "it is private, and it or a type that contains it is generic", Fix)
            : Problem.Of(
                Rules.UnclearedPadding,
                padded.ShortName,
                "its layout is automatic, or its assembly hides its fields",
                "Use a struct with sequential layout that is declared in this project."),
        padded.Place);

    private static string Describe(EquatableArray<PaddingRange> ranges) => string.Join(", ", ranges.Select(range => string.Format(
        CultureInfo.InvariantCulture, range.Size == 1 ? "{0} byte at offset {1}" : "{0} bytes at offset {1}", range.Size, range.Offset)));
}

/// <summary>The content of the generated file that registers the padding of structs.</summary>
/// <param name="Structs">The structs that the file registers.</param>
internal sealed record PaddingFile(EquatableArray<PaddedStruct> Structs);
