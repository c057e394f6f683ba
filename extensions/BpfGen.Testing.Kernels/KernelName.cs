using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace BpfGen.Testing.Kernels;

/// <summary>The name of a kernel: a version such as <c>6.1</c>, a Debian suite, or the path of an image.</summary>
/// <param name="Text">The name as the user wrote it.</param>
/// <param name="Suite">The Debian suite that contains the kernel; empty for an image.</param>
/// <param name="Package">The package of the suite; null for the one for virtual machines.</param>
public sealed partial record KernelName(string Text, string Suite, string? Package)
{
    /// <summary>The suites whose kernels keep their version.</summary>
    private static readonly (string Version, string Suite)[] Suites = [("5.10", "bullseye"), ("6.1", "bookworm"), ("6.12", "trixie")];

    /// <summary>The kernel versions that a name can state, the oldest first: 5.10, 6.1, 6.12.</summary>
    public static IReadOnlyList<string> Versions { get; } = [.. Suites.Select(suite => suite.Version)];

    /// <summary>Whether the name is the path of an image.</summary>
    public bool IsImage => Suite.Length == 0;

    /// <summary>The name of the kernel's folder in the cache.</summary>
    internal string Folder => Package is null ? Suite : $"{Suite}:{Package}";

    /// <summary>Reads a name.</summary>
    /// <param name="text">
    /// A version (<c>5.10</c>, <c>6.1</c>, <c>6.12</c>), a Debian suite (<c>sid</c>), a suite with a package
    /// (<c>trixie:linux-image-arm64-16k</c>), or a path with a slash (<c>./bzImage</c>).
    /// </param>
    /// <returns>The name.</returns>
    /// <exception cref="KernelException">No kernel has this name.</exception>
    public static KernelName Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        text = text.Trim();
        if (text.Contains('/', StringComparison.Ordinal))
        {
            return new KernelName(text, "", null);
        }

        if (Version().IsMatch(text))
        {
            return Suites.FirstOrDefault(suite => suite.Version == text) is { Suite: { } found }
                ? new KernelName(text, found, null)
                : throw new KernelException(
                    $"Debian has no suite with Linux {text}. Use {string.Join(", ", Versions)}, "
                    + "the suite of a newer kernel (sid, trixie-backports), or the path of a kernel image.");
        }

        return SuiteAndPackage().Match(text) is { Success: true } match
            ? new KernelName(text, match.Groups[1].Value, match.Groups[2] is { Success: true } package ? package.Value : null)
            : throw new KernelException(
                $"'{text}' does not name a kernel. Use a version ({string.Join(", ", Versions)}), a Debian suite (sid), "
                + "or the path of a kernel image (./bzImage).");
    }

    /// <summary>Reads names that are separated by commas.</summary>
    /// <param name="text">The names: <c>5.10,6.1,6.12</c>.</param>
    /// <returns>The names, each once.</returns>
    /// <exception cref="KernelException">A kernel does not exist, or there is no name.</exception>
    public static IReadOnlyList<KernelName> ParseList(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var names = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(Parse).Distinct().ToList();
        return names.Count > 0
            ? names
            : throw new KernelException($"No kernel is named. Name at least one, for example {string.Join(",", Versions)}.");
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    [GeneratedRegex(@"^[0-9]+(\.[0-9]+)*$")]
    private static partial Regex Version();

    [GeneratedRegex("^([a-z][a-z0-9-]*)(?::([a-z0-9][a-z0-9.+-]*))?$")]
    private static partial Regex SuiteAndPackage();
}
