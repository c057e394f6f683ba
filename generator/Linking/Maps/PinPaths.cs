using System;
using System.Linq;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Elf;

namespace BpfGen.Generator.Linking;

/// <summary>Determines the paths at which libbpf, iproute2 and gobpf pin maps whose definitions request it.</summary>
internal static class PinPaths
{
    /// <summary>The size of gobpf's definition in bytes: six numbers and a namespace of 256 characters.</summary>
    public const int GobpfSize = 280;

    private const uint PinNone = 0;
    private const uint PinGlobalNamespace = 2;

    private const string Root = "/sys/fs/bpf";

    /// <summary>libbpf pins a map under its own name.</summary>
    public static string? InRoot(string map, ProblemList problems) => IsFileName(map) ? $"{Root}/{map}" : ReportNames(map, map, problems);

    /// <summary>iproute2's global namespace is the folder <c>tc/globals</c>.</summary>
    public static string? OfIproute2(string map, uint pinning, ProblemList problems) => pinning switch
    {
        PinNone => null,
        PinGlobalNamespace => Path(map, "tc", problems),
        _ => Report(
            map, $"'pinning' is {pinning}; use iproute2's 0 (not pinned) or 2 (PIN_GLOBAL_NS, in /sys/fs/bpf/tc/globals)", problems),
    };

    /// <summary>gobpf's global namespace is a folder that the definition names.</summary>
    public static string? OfGobpf(string map, uint pinning, ReadOnlySpan<byte> field, ProblemList problems)
    {
        if (pinning == PinNone)
        {
            return null;
        }

        if (pinning != PinGlobalNamespace)
        {
            return Report(
                map,
                $"'pinning' is {pinning}; use gobpf's 0 (not pinned) or 2 (PIN_GLOBAL_NS, in /sys/fs/bpf/NAMESPACE/globals)",
                problems);
        }

        var end = field.IndexOf((byte)0);
        return end <= 0
            ? Report(map, "its namespace is empty, or does not end with a zero byte", problems)
            : Path(map, ElfStrings.Decode(field.Slice(0, end)), problems);
    }

    /// <summary>Builds a path. Both names come from the object, and must not lead out of the BPF file system.</summary>
    private static string? Path(string map, string folder, ProblemList problems) =>
        IsFileName(folder) && IsFileName(map) ? $"{Root}/{folder}/globals/{map}" : ReportNames(map, folder, problems);

    private static string? ReportNames(string map, string folder, ProblemList problems) => Report(
        map,
        folder == map
            ? $"the name {Printable.Name(map)} cannot be a file name; use letters, digits, '_' and '-' only"
            : $"the namespace {Printable.Name(folder)} or the name {Printable.Name(map)} cannot be a file name; use letters, digits, "
                + "'_' and '-' only",
        problems);

    /// <summary>The BPF file system accepts no dots in names. This also excludes <c>..</c>.</summary>
    private static bool IsFileName(string name) => name.Length is > 0 and < 256
        && name.All(c => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_' or '-');

    private static string? Report(string map, string reason, ProblemList problems)
    {
        problems.Add(Rules.BadPinning, Printable.Name(map), reason);
        return null;
    }
}
