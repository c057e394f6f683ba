using System;
using System.Collections.Generic;
using System.Linq;
using BpfGen.Errors;

namespace BpfGen.Symbols;

/// <summary>Finds functions of a binary by their names.</summary>
internal static class FunctionFinder
{
    /// <summary>Finds the file offset of a function's start.</summary>
    /// <param name="binary">The binary.</param>
    /// <param name="name">The function's name. If the function has several versions: <c>name@VERSION</c> or <c>name@@VERSION</c>.</param>
    /// <param name="pid">
    /// The process whose implementation of an indirect function (IFUNC) to return; null if the probe is for all processes.
    /// </param>
    /// <param name="subject">The program and its hook, for messages.</param>
    /// <exception cref="BpfException">
    /// No function or more than one function matches, or the function is indirect and its implementation is unknown.
    /// </exception>
    public static ulong Find(UserBinary binary, string name, int? pid, string subject)
    {
        var (plain, version, wantsDefault) = Split(name);
        foreach (var table in BinarySymbols.Of(binary))
        {
            var found = table.Functions(plain)
                .Where(
                    symbol => symbol.Name == plain && (version is null || symbol.Version == version) && (!wantsDefault || symbol.IsDefault))
                .ToList();
            if (found.Count > 0)
            {
                var best = Best(found, name, subject);
                return best.IsIndirect ? OffsetOfIndirect(binary, best, pid, subject) : OffsetOf(binary, best);
            }
        }

        throw new BpfException("Attach", subject,
            $"{binary.Path} has no function '{name}' in its symbol " +
            $"tables{(binary.FindType(2) is null ? ". The binary is stripped, so only exported functions have names" : "")}." +
            Nearest(binary, plain));
    }

    /// <summary>
    /// Finds the file offsets of the starts of all functions that match a pattern, in ascending order. Skips indirect functions.
    /// </summary>
    /// <exception cref="BpfException">No function matches, or all functions that match are indirect.</exception>
    public static ulong[] FindAll(UserBinary binary, NamePattern pattern, string subject)
    {
        var offsets = new SortedSet<ulong>();
        var indirect = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var table in BinarySymbols.Of(binary))
        {
            foreach (var symbol in table.Functions(pattern.Start).Where(symbol => pattern.Fits(symbol.Name)))
            {
                _ = symbol.IsIndirect ? indirect.Add(symbol.Name) : offsets.Add(OffsetOf(binary, symbol));
            }
        }

        return offsets.Count > 0
            ? [.. offsets]
            : throw (indirect.Count == 0
                ? new BpfException("Attach", subject, $"{binary.Path} has no function that matches '{pattern}'.")
                : new BpfException("Attach", subject,
                    $"All functions of {binary.Path} that match '{pattern}' are indirect (IFUNC): {string.Join(", ", indirect.Take(5))}" +
                    $"{(indirect.Count > 5 ? ", …" : "")}. A pattern skips such functions, because their symbols are " +
                    "addresses of resolvers. Attach to their implementations by name or by offset."));
    }

    private static string Nearest(UserBinary binary, string name)
    {
        var nearest = new NearestNames(name);
        foreach (var table in BinarySymbols.Of(binary))
        {
            foreach (var symbol in table.Functions(""))
            {
                nearest.Offer(symbol.Name);
            }
        }

        return nearest.Question;
    }

    /// <summary>
    /// Finds which implementation of an indirect function a process uses. The choice depends on the CPU and on the process's settings.
    /// </summary>
    private static ulong OffsetOfIndirect(UserBinary binary, BinarySymbol symbol, int? pid, string subject)
    {
        if (pid is { } id && IndirectFunction.Find(binary, symbol.Address, id) is { } found)
        {
            return found;
        }

        var candidates = Implementations(binary, symbol);
        throw new BpfException("Attach", subject,
            $"'{symbol.Name}' of {binary.Path} is an indirect function (IFUNC): its symbol is the address of a resolver, which chooses " +
            "an implementation when a process starts. " +
            (pid is null
                ? "Set Pid in the options, so that the implementation of that process is found, or attach to an implementation by name " +
                    "or by offset."
                : $"The implementation that process {pid} uses cannot be read from its memory. Attach to an implementation by " +
                    "name or by offset.") +
            (candidates.Count == 0 ? "" : $" Possible implementations: {string.Join(", ", candidates)}."));
    }

    /// <summary>
    /// Finds functions whose names suggest that they implement an indirect function: <c>__memcpy_avx_unaligned</c> for <c>memcpy</c>. The
    /// symbols of implementations are local, so a stripped binary does not contain their names.
    /// </summary>
    private static List<string> Implementations(UserBinary binary, BinarySymbol symbol)
    {
        var name = symbol.Name.TrimStart('_');
        return [.. BinarySymbols.Of(binary)
            .SelectMany(table => new[] { name, '_' + name, "__" + name }
                .SelectMany(start => table.Functions(start + '_').Concat(table.Functions(start + '.'))))
            .Where(other => !other.IsIndirect && other.Address != symbol.Address)
            .Select(other => other.Name)
            .Distinct()
            .Order(StringComparer.Ordinal)
            .Take(8)];
    }

    private static (string Plain, string? Version, bool WantsDefault) Split(string name)
    {
        var sign = name.IndexOf('@');
        if (sign <= 0)
        {
            return (name, null, false);
        }

        var wantsDefault = sign + 1 < name.Length && name[sign + 1] == '@';
        return (name[..sign], name[(wantsDefault ? sign + 2 : sign + 1)..], wantsDefault);
    }

    /// <summary>
    /// Chooses the best of several functions: a global symbol before a weak one, a weak one before a local one, and the default version
    /// before older versions.
    /// </summary>
    private static BinarySymbol Best(List<BinarySymbol> found, string name, string subject)
    {
        var best = found.GroupBy(Rank).MinBy(group => group.Key)!.DistinctBy(symbol => symbol.Address).ToList();
        if (best.Count == 1)
        {
            return best[0];
        }

        var versions = string.Join(
            ", ", best.Select(symbol => symbol.Version is null ? $"0x{symbol.Address:x}" : $"{symbol.Name}@{symbol.Version}"));
        throw new BpfException("Attach", subject,
            $"There are {best.Count} functions '{name}': {versions}. Add the version to the name, or attach by offset.");
    }

    private static int Rank(BinarySymbol symbol) => (symbol.IsDefault ? 0 : 3) + symbol.Binding switch
    {
        SymbolBinding.Global => 0,
        SymbolBinding.Weak => 1,
        _ => 2,
    };

    private static ulong OffsetOf(UserBinary binary, BinarySymbol symbol) =>
        binary.Locate(symbol.Address)?.Offset ?? throw binary.Malformed($"its function '{symbol.Name}' has address 0x{symbol.Address:x}, " +
            "which is in no segment");
}
