using System;
using System.Linq;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Elf;
using BpfGen.Wire;

namespace BpfGen.Generator.Linking;

/// <summary>Determines the paths at which libbpf, iproute2 and gobpf pin a map whose definition requests pinning.</summary>
internal static class PinPaths
{
    /// <summary>The size of gobpf's definition in bytes: six numbers and a namespace of 256 characters.</summary>
    public const int GobpfSize = 280;

    private const uint PinByName = 1;
    private const uint PinGlobalNamespace = 2;

    private const string Root = PinRoot.Default;

    /// <summary>libbpf, cilium/ebpf and aya pin a map directly in the pin root, under the map's name.</summary>
    public static string? OfLibbpf(string map, uint pinning, ProblemList problems) =>
        pinning != PinByName ? null : IsFileName(map) ? $"{Root}/{map}" : ReportNames(map, map, problems);

    /// <summary>
    /// iproute2's global namespace (2) is the folder <c>tc/globals</c>. Its object namespace (1) is a folder named after a hash of the
    /// file. Other values are names in iproute2's configuration. Only iproute2 can find the folders for the object namespace and for other
    /// values, so these maps get no path.
    /// </summary>
    public static string? OfIproute2(string map, uint pinning, ProblemList problems) =>
        pinning == PinGlobalNamespace ? Path(map, "tc", problems) : null;

    /// <summary>
    /// gobpf's global namespace (2) is a folder that the definition names. Maps in other namespaces get no path: gobpf does not implement
    /// its object namespace (1), and for its custom namespace (3), the user space program gives the path.
    /// </summary>
    public static string? OfGobpf(string map, uint pinning, ReadOnlySpan<byte> field, ProblemList problems)
    {
        if (pinning != PinGlobalNamespace)
        {
            return null;
        }

        var end = field.IndexOf((byte)0);
        return end <= 0
            ? Report(map, "its namespace is empty, or does not end with a zero byte", problems)
            : Path(map, ElfStrings.Decode(field.Slice(0, end)), problems);
    }

    /// <summary>
    /// Builds a path. Both names come from the object, so they are checked: the path must not lead out of the BPF file system.
    /// </summary>
    private static string? Path(string map, string folder, ProblemList problems) =>
        IsFileName(folder) && IsFileName(map) ? $"{Root}/{folder}/globals/{map}" : ReportNames(map, folder, problems);

    private static string? ReportNames(string map, string folder, ProblemList problems) => Report(
        map,
        folder == map
            ? $"the name {Printable.Name(map)} cannot be a file name; use letters, digits, '_' and '-' only"
            : $"the namespace {Printable.Name(folder)} or the name {Printable.Name(map)} cannot be a file name; use letters, digits, "
                + "'_' and '-' only",
        problems);

    /// <summary>The BPF file system accepts no dots in file names. Rejecting dots also rejects <c>..</c>.</summary>
    private static bool IsFileName(string name) => name.Length is > 0 and < 256
        && name.All(c => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_' or '-');

    private static string? Report(string map, string reason, ProblemList problems)
    {
        problems.Add(Rules.BadPinning, Printable.Name(map), reason);
        return null;
    }
}
