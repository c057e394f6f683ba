using System;
using BpfGen.Interop;

namespace BpfGen.KernelConfig;

/// <summary>
/// The version that the kernel was made from, as <c>LINUX_VERSION_CODE</c> has it. Ubuntu and Debian give their kernels releases whose third number
/// stays zero, and say elsewhere what it is.
/// </summary>
internal static class KernelVersion
{
    private const string DebianMark = "Debian ";

    /// <summary>That of the running kernel.</summary>
    public static ulong Code => Of(
        ProcFile.TryRead("/proc/version_signature"), ProcFile.TryRead("/proc/sys/kernel/version"), ProcFile.TryRead("/proc/sys/kernel/osrelease"));

    /// <param name="signature">Ubuntu's: <c>Ubuntu 5.4.0-12.15-generic 5.4.8</c>; null elsewhere.</param>
    /// <param name="version">When it was built: <c>#1 SMP Debian 4.19.260-1 (2022-09-29)</c>.</param>
    /// <param name="release">Its release: <c>4.19.0-22-amd64</c>.</param>
    /// <returns>The version; 0 where none of them says it.</returns>
    public static ulong Of(string? signature, string? version, string? release)
    {
        if (signature?.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is [_, _, var real, ..] && Parse(real) is { } ubuntu)
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

        // The third number has a byte, and stays at its end.
        return (numbers[0] << 16) + (numbers[1] << 8) + Math.Min(numbers[2], 255);
    }
}
