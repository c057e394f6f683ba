using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using BpfGen.Errors;
using BpfGen.Host;

namespace BpfGen.Symbols;

/// <summary>The kernel functions that can be traced.</summary>
internal static class KernelFunctions
{
    private const string Symbols = "/proc/kallsyms";

    /// <summary>
    /// The maximum distance in bytes from a function's start to its traced instruction. A landing pad for indirect jumps can precede this
    /// instruction.
    /// </summary>
    private const ulong LandingPad = 16;

    /// <summary>Finds the addresses of the functions that match a pattern, without duplicates.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="wantsStarts">
    /// Whether to return the functions' starts instead of their traced instructions. The kernel requires the starts if the link has
    /// cookies.
    /// </param>
    /// <param name="subject">The program and its hook, for messages.</param>
    /// <exception cref="BpfException">No function matches, or the kernel's lists cannot be read.</exception>
    public static ulong[] Find(NamePattern pattern, bool wantsStarts, string subject)
    {
        var root = TraceFs.Root(subject);
        SortedSet<ulong> addresses;
        try
        {
            // Since Linux 6.5 the kernel also lists the addresses. On older kernels, the names must be looked up in kallsyms.
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
            // Do not use exception.Message: NativeAOT applications may omit .NET's message texts (UseSystemResourceKeys). Find out instead
            // which list is missing.
            var list = File.Exists(root + "/available_filter_functions") ? Symbols : root + "/available_filter_functions";
            throw list == Symbols
                ? new BpfException("Attach", subject, $"{Symbols} cannot be read.")
                : new BpfException("Attach", subject, $"{list} does not exist: the kernel was built without function tracing " +
                    "(CONFIG_DYNAMIC_FTRACE), which probes of many functions require.");
        }

        return addresses.Count switch
        {
            0 => throw new BpfException("Attach", subject,
                $"The kernel has no function that matches '{pattern}' and can be traced. " +
                $"{root}/available_filter_functions lists the traceable functions.{ForeignArchitecture.SystemCall(pattern.ToString())}"),
            1 when addresses.Contains(0) => throw new BpfException("Attach", subject,
                KernelSymbols.Hidden),
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
                && ulong.TryParse(
                    TrimPrefix(text[fields[addressAt]]), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var address))
            {
                addresses.Add(address);
            }
        }

        return addresses;
    }

    private static ReadOnlySpan<char> TrimPrefix(ReadOnlySpan<char> number) => number.StartsWith("0x") ? number[2..] : number;
}
