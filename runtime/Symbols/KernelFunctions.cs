using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using BpfGen.Interop;

namespace BpfGen.Symbols;

/// <summary>The functions of the kernel that can be traced.</summary>
internal static class KernelFunctions
{
    /// <summary>The addresses of the functions that a pattern fits, each once.</summary>
    /// <exception cref="BpfException">There is none, or the kernel's lists may not be read.</exception>
    public static ulong[] Find(NamePattern pattern, string subject)
    {
        var root = TraceFs.Root(subject);
        var addresses = new SortedSet<ulong>();
        try
        {
            // Since 6.5 the kernel lists the addresses as well; before that names have to be looked up.
            var withAddresses = root + "/available_filter_functions_addrs";
            if (File.Exists(withAddresses))
            {
                Read(withAddresses, addressAt: 0, nameAt: 1, pattern, only: null, addresses);
            }
            else
            {
                var names = Names(root + "/available_filter_functions", pattern);
                Read("/proc/kallsyms", addressAt: 0, nameAt: 2, pattern, names, addresses);
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

    private static void Read(string file, int addressAt, int nameAt, NamePattern pattern, HashSet<string>? only, SortedSet<ulong> addresses)
    {
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
    }

    private static ReadOnlySpan<char> TrimPrefix(ReadOnlySpan<char> number) => number.StartsWith("0x") ? number[2..] : number;
}
