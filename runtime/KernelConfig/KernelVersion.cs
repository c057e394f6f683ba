using System;
using BpfGen.Interop;

namespace BpfGen.KernelConfig;

/// <summary>
/// The kernel version in the format of <c>LINUX_VERSION_CODE</c>. The release string of Ubuntu and Debian kernels always has 0 as its third
/// number, so on these distributions the version is read from other files.
/// </summary>
internal static class KernelVersion
{
    private const string DebianMark = "Debian ";

    /// <summary>The version of the running kernel.</summary>
    public static ulong Code => Of(
        ProcFile.TryRead("/proc/version_signature"),
        ProcFile.TryRead("/proc/sys/kernel/version"),
        ProcFile.TryRead("/proc/sys/kernel/osrelease"));

    /// <param name="signature">
    /// Ubuntu's version signature, such as <c>Ubuntu 5.4.0-12.15-generic 5.4.8</c>; null on other distributions.
    /// </param>
    /// <param name="version">The build string, such as <c>#1 SMP Debian 4.19.260-1 (2022-09-29)</c>.</param>
    /// <param name="release">The release, such as <c>4.19.0-22-amd64</c>.</param>
    /// <returns>The version; 0 if none of the strings has one.</returns>
    public static ulong Of(string? signature, string? version, string? release)
    {
        if (signature?.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is [_, _, var real, ..]
            && Parse(real) is { } ubuntu)
        {
            return ubuntu;
        }

        var mark = version?.IndexOf(DebianMark, StringComparison.Ordinal) ?? -1;
        return (mark >= 0 ? Parse(version.AsSpan(mark + DebianMark.Length)) : null) ?? Parse(release) ?? 0;
    }

    private static ulong? Parse(ReadOnlySpan<char> text)
    {
        Span<uint> numbers = stackalloc uint[3];
        for (var i = 0; i < numbers.Length; i++)
        {
            var digits = text.IndexOfAnyExceptInRange('0', '9');
            digits = digits < 0 ? text.Length : digits;
            if (!uint.TryParse(text[..digits], out numbers[i]) || (i < 2 && (digits == text.Length || text[digits] != '.')))
            {
                return null;
            }

            text = i < 2 ? text[(digits + 1)..] : [];
        }

        // The third number has one byte, so it is limited to 255.
        return (numbers[0] << 16) + (numbers[1] << 8) + Math.Min(numbers[2], 255);
    }
}
