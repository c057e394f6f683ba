using System.Collections.Generic;
using System.Linq;
using BpfGen.Interop;

namespace BpfGen.Symbols;

/// <summary>Finds functions of a binary by their names.</summary>
internal static class FunctionFinder
{
    /// <summary>Finds the file offset of a function's start.</summary>
    /// <param name="binary">The binary.</param>
    /// <param name="name">The function's name. If the function has several versions: <c>name@VERSION</c> or <c>name@@VERSION</c>.</param>
    /// <param name="subject">The attachment, for messages.</param>
    /// <exception cref="BpfException">No function or more than one function matches.</exception>
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
            $"{binary.Path} has no function '{name}' in its symbol " +
            $"tables{(binary.FindType(2) is null ? ". The binary is stripped, so only exported functions have names" : "")}.");
    }

    /// <summary>Finds the file offsets of the starts of all functions that match a pattern, in ascending order.</summary>
    /// <exception cref="BpfException">No function matches.</exception>
    public static ulong[] FindAll(UserBinary binary, NamePattern pattern, string subject)
    {
        var offsets = new SortedSet<ulong>();
        foreach (var table in BinarySymbols.Of(binary))
        {
            offsets.UnionWith(table.Functions(pattern.Start).Where(symbol => pattern.Fits(symbol.Name)).Select(symbol => OffsetOf(binary, symbol)));
        }

        return offsets.Count > 0
            ? [.. offsets]
            : throw new BpfException("open", Errno.ENOENT, subject, $"{binary.Path} has no function that matches '{pattern}'.");
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

    /// <summary>Chooses a function: global before weak before local, and the default version before older versions.</summary>
    private static BinarySymbol Best(List<BinarySymbol> found, string name, string subject)
    {
        var best = found.GroupBy(Rank).MinBy(group => group.Key)!.DistinctBy(symbol => symbol.Address).ToList();
        if (best.Count == 1)
        {
            return best[0];
        }

        var versions = string.Join(", ", best.Select(symbol => symbol.Version is null ? $"0x{symbol.Address:x}" : $"{symbol.Name}@{symbol.Version}"));
        throw new BpfException("open", Errno.EEXIST, subject,
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
