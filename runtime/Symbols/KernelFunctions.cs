using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using BpfGen.Host;
using BpfGen.Interop;

namespace BpfGen.Symbols;

/// <summary>The functions of the kernel that can be traced.</summary>
internal static class KernelFunctions
{
    private const string Symbols = "/proc/kallsyms";

    /// <summary>How far behind its start a function may be traced: behind a landing pad for indirect jumps.</summary>
    private const ulong LandingPad = 16;

    /// <summary>The addresses of the functions that a pattern fits, each once.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="wantsStarts">They must be those of the starts, by which the kernel finds cookies, and not of what is traced.</param>
    /// <param name="subject">What they are looked for, for messages.</param>
    /// <exception cref="BpfException">There is none, or the kernel's lists may not be read.</exception>
    public static ulong[] Find(NamePattern pattern, bool wantsStarts, string subject)
    {
        var root = TraceFs.Root(subject);
        SortedSet<ulong> addresses;
        try
        {
            // Since 6.5 the kernel lists the addresses as well; before that names have to be looked up.
            var traced = root + "/available_filter_functions_addrs";
            addresses = File.Exists(traced)
                ? Read(traced, addressAt: 0, nameAt: 1, pattern, only: null)
                : Read(Symbols, addressAt: 0, nameAt: 2, pattern, Names(root + "/available_filter_functions", pattern));
            if (wantsStarts && File.Exists(traced))
            {
                var starts = Read(Symbols, addressAt: 0, nameAt: 2, pattern, only: null);
                starts.RemoveWhere(start => addresses.GetViewBetween(start, start + LandingPad).Count == 0);
                addresses = starts;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BpfException("open", Errno.EACCES, subject, exception.Message);
        }

        return addresses.Count switch
        {
            0 => throw new BpfException("open", Errno.ENOENT, subject, $"The kernel has no function that can be traced and that '{pattern}' fits; {root}/available_filter_functions lists them."),
            1 when addresses.Contains(0) => throw new BpfException("open", Errno.EPERM, subject, "The kernel hides its addresses: kernel.kptr_restrict has to be 0 or 1, and the process needs CAP_SYSLOG."),
            _ => [.. addresses],
        };
    }

    private static HashSet<string> Names(string file, NamePattern pattern)
    {
        var names = new HashSet<string>();
        foreach (var line in File.ReadLines(file))
        {
            var name = line.AsSpan();
            name = name.IndexOf(' ') is >= 0 and var end ? name[..end] : name;
            if (pattern.Fits(name))
            {
                names.Add(name.ToString());
            }
        }

        return names;
    }

    private static SortedSet<ulong> Read(string file, int addressAt, int nameAt, NamePattern pattern, HashSet<string>? only)
    {
        var addresses = new SortedSet<ulong>();
        Span<Range> fields = stackalloc Range[4];
        foreach (var line in File.ReadLines(file))
        {
            var text = line.AsSpan();
            var count = text.SplitAny(fields, [' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (count > nameAt
                && pattern.Fits(text[fields[nameAt]])
                && (only is null || only.Contains(text[fields[nameAt]].ToString()))
                && ulong.TryParse(TrimPrefix(text[fields[addressAt]]), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var address))
            {
                addresses.Add(address);
            }
        }

        return addresses;
    }

    private static ReadOnlySpan<char> TrimPrefix(ReadOnlySpan<char> number) => number.StartsWith("0x") ? number[2..] : number;
}
