using System;
using BpfGen.Interop;

namespace BpfGen.KernelConfig;

/// <summary>
/// The kernel version in the format of <c>LINUX_VERSION_CODE</c>. In the release string of Ubuntu and Debian kernels, the third number is
/// always 0. So on these distributions, the version is read from other files.
/// </summary>
internal static class KernelVersion
{
    private const string DebianMark = "Debian ";

    /// <summary>The version of the running kernel.</summary>
    /// <exception cref="BpfException">A file cannot be read. The version would be wrong.</exception>
    public static ulong Code => Of(
        Read("/proc/version_signature"),
        Read("/proc/sys/kernel/version"),
        Read("/proc/sys/kernel/osrelease"));

    /// <param name="signature">
    /// Ubuntu's version signature, such as <c>Ubuntu 5.4.0-12.15-generic 5.4.8</c>; null on other distributions.
    /// </param>
    /// <param name="version">The build string, such as <c>#1 SMP Debian 4.19.260-1 (2022-09-29)</c>.</param>
    /// <param name="release">The release, such as <c>4.19.0-22-amd64</c>.</param>
    /// <returns>The version; 0 if none of the strings contains a version.</returns>
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

    private static string? Read(string path) => ProcFile.TryReadText(path, out var text) switch
    {
        0 => text,
        Errno.ENOENT => null,
        var errno => throw new BpfException("read", errno, "the version of the kernel", $"{path} cannot be read."),
    };

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

        // LINUX_KERNEL_VERSION has one byte for the third number, so limit this number to 255.
        return (numbers[0] << 16) + (numbers[1] << 8) + Math.Min(numbers[2], 255);
    }
}
