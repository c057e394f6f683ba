using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading;
using System.Xml;
using System.Xml.Linq;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace BpfGen.Generator.Input;

/// <summary>
/// The <c>AdditionalFiles</c>, <c>BpfCompile</c> and <c>BpfKernelBtf</c> elements of a project file. MSBuild does not pass unknown
/// metadata, or patterns that match no file, to the compiler. So the generator reads the project file to find these mistakes.
/// </summary>
/// <param name="UnknownMetadata">
/// Metadata whose name begins with <c>Bpf</c>, but is not a name that BpfGen defines. For a <c>BpfKernelBtf</c> item, only names that are
/// similar to those that BpfGen defines.
/// </param>
/// <param name="Patterns">Patterns of items that have metadata of BpfGen, or that end with <c>.o</c>.</param>
/// <param name="SourcePatterns">Patterns of sources that the build compiles.</param>
/// <param name="KernelPatterns">Patterns of the BTF of kernels.</param>
internal sealed record ProjectFile(
    EquatableArray<PlacedText> UnknownMetadata,
    EquatableArray<PlacedText> Patterns,
    EquatableArray<PlacedText> SourcePatterns,
    EquatableArray<PlacedText> KernelPatterns)
{
    private const string KernelItem = "BpfKernelBtf";
    private const string SourceItem = "BpfCompile";
    private const string Prefix = "Bpf";
    private static readonly char[] Wildcards = ['*', '?'];

    /// <summary>Attributes of an item that MSBuild defines.</summary>
    private static readonly string[] ItemAttributes = ["Include", "Exclude", "Remove", "Update", "Condition", "Label", "Link", "Visible"];

    /// <summary>
    /// The starts of MSBuild expressions. A pattern that contains an expression is not checked, because only MSBuild knows the value of the
    /// expression.
    /// </summary>
    private static readonly string[] Expressions = ["$(", "@(", "%("];

    /// <returns>The elements. Null if the file is not a project file.</returns>
    public static ProjectFile? From(AdditionalText file, AnalyzerConfigOptionsProvider options, CancellationToken cancel) =>
        options.GetOptions(file).TryGetValue("build_metadata.AdditionalFiles.BpfGenProjectFile", out var value) && value == "true"
        && file.GetText(cancel) is { } text
            ? Read(file.Path, text)
            : null;

    /// <summary>Checks the elements against the files that the project has.</summary>
    /// <param name="objects">The objects.</param>
    /// <param name="kernels">The paths of the BTF of kernels.</param>
    public EquatableArray<Finding> Check(IReadOnlyList<ObjectMetadata> objects, IEnumerable<string> kernels) =>
        UnknownMetadata
            .Select(name => new Finding(
                Problem.Of(
                    Rules.UnknownMetadata,
                    Printable.Name(name.Text),
                    Nearest.Suggestion(name.Text, ObjectMetadata.Names.Concat(ObjectMetadata.CompileNames).Concat(KernelBtfItem.Names))),
                name.Place))
            .Concat(Unmatched(Patterns, objects.Select(item => item.Path), "no class is generated from it"))
            .Concat(Unmatched(SourcePatterns, objects.Select(item => item.Source).OfType<string>(), "nothing is compiled from it"))
            .Concat(Unmatched(KernelPatterns, kernels, "the item adds no kernel to the check"))
            .ToEquatableArray();

    private static IEnumerable<Finding> Unmatched(IEnumerable<PlacedText> patterns, IEnumerable<string> files, string consequence)
    {
        var paths = files.Select(path => path.Replace('\\', '/')).ToList();
        return patterns
            .Where(pattern => ToRegex(pattern.Text) is { } regex && !paths.Any(regex.IsMatch))
            .Select(pattern => new Finding(
                Problem.Of(Rules.EmptyInclude, Printable.Name(pattern.Text), consequence), pattern.Place));
    }

    private static ProjectFile? Read(string path, SourceText text)
    {
        var unknown = new List<PlacedText>();
        var patterns = new List<PlacedText>();
        var sources = new List<PlacedText>();
        var kernels = new List<PlacedText>();
        var items = Parse(text)?.Descendants()
            .Where(element => element.Name.LocalName is "AdditionalFiles" or SourceItem or KernelItem) ?? [];
        foreach (var item in items)
        {
            if (item.Name.LocalName == KernelItem)
            {
                kernels.AddRange(PatternsOf(item, path, text));
                unknown.AddRange(MetadataOf(item)
                    .Where(entry => !KernelBtfItem.Names.Concat(ItemAttributes).Contains(entry.Name, StringComparer.OrdinalIgnoreCase)
                        && Nearest.Suggestion(entry.Name, KernelBtfItem.Names).Length > 0)
                    .Select(entry => new PlacedText(entry.Name, PlaceOf(path, text, entry.Node, entry.Name.Length))));
                continue;
            }

            var metadata = MetadataOf(item)
                .Where(entry => entry.Name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
                .ToList();
            var isSource = item.Name.LocalName == SourceItem;
            unknown.AddRange(metadata
                .Where(entry => !ObjectMetadata.Names.Contains(entry.Name, StringComparer.OrdinalIgnoreCase)
                    && !(isSource && ObjectMetadata.CompileNames.Contains(entry.Name, StringComparer.OrdinalIgnoreCase)))
                .Select(entry => new PlacedText(entry.Name, PlaceOf(path, text, entry.Node, entry.Name.Length))));
            if (isSource)
            {
                sources.AddRange(PatternsOf(item, path, text));
                continue;
            }

            patterns.AddRange(PatternsOf(item, path, text)
                .Where(pattern => metadata.Count > 0 || pattern.Text.EndsWith(".o", StringComparison.OrdinalIgnoreCase)));
        }

        return new ProjectFile(
            unknown.ToEquatableArray(), patterns.ToEquatableArray(), sources.ToEquatableArray(), kernels.ToEquatableArray());
    }

    private static IEnumerable<(XObject Node, string Name)> MetadataOf(XElement item) =>
        item.Attributes().Select(attribute => ((XObject)attribute, attribute.Name.LocalName))
            .Concat(item.Elements().Select(element => ((XObject)element, element.Name.LocalName)));

    /// <summary>
    /// The patterns of an item that this class can check without MSBuild: those with wildcards, but without expressions or conditions.
    /// </summary>
    private static IEnumerable<PlacedText> PatternsOf(XElement item, string path, SourceText text) =>
        item.Attribute("Include") is not { } include || item.AncestorsAndSelf().Any(IsConditional)
            ? []
            : include.Value.Split(';').Select(pattern => pattern.Trim())
                .Where(pattern => pattern.IndexOfAny(Wildcards) >= 0 && !Expressions.Any(pattern.Contains))
                .Select(pattern => new PlacedText(pattern, PlaceOf(path, text, include, "Include".Length)));

    private static XDocument? Parse(SourceText text)
    {
        try
        {
            var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore };
            using var reader = XmlReader.Create(new StringReader(text.ToString()), settings);
            return XDocument.Load(reader, LoadOptions.SetLineInfo);
        }
        catch (XmlException)
        {
            // The project file is not valid XML. MSBuild reports this error itself.
            return null;
        }
    }

    /// <summary>Whether an element is a target, or has a condition. The items in such an element may match no file on purpose.</summary>
    private static bool IsConditional(XElement element) =>
        element.Attribute("Condition") is not null || element.Name.LocalName is "Target" or "When" or "Otherwise";

    private static SourcePlace PlaceOf(string path, SourceText text, XObject node, int length)
    {
        var information = (IXmlLineInfo)node;
        var (line, column) = (Math.Max(0, information.LineNumber - 1), Math.Max(0, information.LinePosition - 1));
        var start = line < text.Lines.Count ? Math.Min(text.Lines[line].Start + column, Math.Max(0, text.Length - length)) : 0;
        return new SourcePlace(path, start, length, line, column, line, column + length);
    }

    /// <summary>
    /// Converts the pattern to a regular expression that matches the end of a path. The start of the path is unknown, because the pattern
    /// is relative to a folder that the path does not show.
    /// </summary>
    private static Regex? ToRegex(string pattern)
    {
        var parts = pattern.Replace('\\', '/').Split('/').SkipWhile(part => part is "." or "..").ToList();
        var text = string.Concat(parts.Select((part, index) =>
            part == "**" ? "(.*/)?" : OfPart(part) + (index < parts.Count - 1 ? "/" : "")));
        try
        {
            return new Regex("(^|/)" + text + "$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static string OfPart(string part) => Regex.Escape(part).Replace("\\*", "[^/]*").Replace("\\?", "[^/]");
}

/// <summary>A text in a project file, and its place there.</summary>
internal sealed record PlacedText(string Text, SourcePlace Place);
