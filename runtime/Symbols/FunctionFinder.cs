using System.Collections.Generic;
using System.Linq;
using BpfGen.Interop;

namespace BpfGen.Symbols;

/// <summary>Finds functions of a binary by their names.</summary>
internal static class FunctionFinder
{
    /// <summary>Where in the file a function begins.</summary>
    /// <param name="binary">The binary.</param>
    /// <param name="name">Its name, with <c>@VERSION</c> or <c>@@VERSION</c> where there are several versions of it.</param>
    /// <param name="subject">What it is looked for, for messages.</param>
    /// <exception cref="BpfException">There is none, or there are several.</exception>
    public static ulong Find(UserBinary binary, string name, string subject)
    {
        var (plain, version, wantsDefault) = Split(name);
        foreach (var table in BinarySymbols.Of(binary))
        {
            var found = table.Functions(plain)
                .Where(symbol => symbol.Name == plain && (version is null || symbol.Version == version) && (!wantsDefault || symbol.IsDefault))
                .ToList();
            if (found.Count > 0)
            {
                return OffsetOf(binary, Best(found, name, subject));
            }
        }

        throw new BpfException(
            "open",
            Errno.ENOENT,
            subject,
            $"{binary.Path} has no function '{name}' in its symbol tables{(binary.FindType(2) is null ? ", which were stripped: only what it exports can be found by name" : "")}.");
    }

    /// <summary>Where in the file the functions begin that a pattern fits, in ascending order.</summary>
    /// <exception cref="BpfException">There is none.</exception>
    public static ulong[] FindAll(UserBinary binary, NamePattern pattern, string subject)
    {
        var offsets = new SortedSet<ulong>();
        foreach (var table in BinarySymbols.Of(binary))
        {
            offsets.UnionWith(table.Functions(pattern.Start).Where(symbol => pattern.Fits(symbol.Name)).Select(symbol => OffsetOf(binary, symbol)));
        }

        return offsets.Count > 0
            ? [.. offsets]
            : throw new BpfException("open", Errno.ENOENT, subject, $"{binary.Path} has no function that '{pattern}' fits.");
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

    /// <summary>What is exported hides what is weak, that what is local; and the version of today hides those before it.</summary>
    private static BinarySymbol Best(List<BinarySymbol> found, string name, string subject)
    {
        var best = found.GroupBy(Rank).MinBy(group => group.Key)!.DistinctBy(symbol => symbol.Address).ToList();
        if (best.Count == 1)
        {
            return best[0];
        }

        var versions = string.Join(", ", best.Select(symbol => symbol.Version is null ? $"0x{symbol.Address:x}" : $"{symbol.Name}@{symbol.Version}"));
        throw new BpfException("open", Errno.EEXIST, subject, $"There are {best.Count} functions '{name}': {versions}. Name its version, or attach by offset.");
    }

    private static int Rank(BinarySymbol symbol) => (symbol.IsDefault ? 0 : 3) + symbol.Binding switch
    {
        SymbolBinding.Global => 0,
        SymbolBinding.Weak => 1,
        _ => 2,
    };

    private static ulong OffsetOf(UserBinary binary, BinarySymbol symbol) =>
        binary.Locate(symbol.Address)?.Offset ?? throw binary.Malformed($"its function '{symbol.Name}' is at 0x{symbol.Address:x}, where it has nothing");
}
