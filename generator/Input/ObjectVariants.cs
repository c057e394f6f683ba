using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Model;
using BpfGen.KernelFacts;

namespace BpfGen.Generator.Input;

/// <summary>
/// Finds groups of objects that are compiled from the same source for several architectures: <c>probe.x86.o</c> and <c>probe.arm64.o</c>,
/// <c>probe_x86_bpfel.o</c> and <c>probe_arm64_bpfel.o</c> as bpf2go names them, or objects with <c>BpfArchitecture</c>. A build for one
/// platform contains only one object of each group: that for the platform. Any other build contains all of them.
/// </summary>
internal static class ObjectVariants
{
    private static readonly string[] ByteOrders = ["bpfel", "bpfeb"];

    /// <summary>
    /// Keeps one object of each group: the object for the platform, or the first object if none is for the platform. If the project names
    /// no platform, keeps one object of each group for each architecture, because the process selects one when it runs.
    /// </summary>
    /// <param name="items">All objects.</param>
    /// <param name="platform">The platform that the project is built for.</param>
    public static IEnumerable<ObjectItem> Select(IEnumerable<ObjectItem> items, TargetPlatform platform)
    {
        var groups = items.Select(item => item with { Metadata = Describe(item.Metadata) })
            .GroupBy(GroupOf, StringComparer.Ordinal);
        return groups.SelectMany(group => platform.IsOpen ? All(group) : One(group, platform));
    }

    /// <summary>Keeps the object for the platform. If there are several, keeps all, so that their common class is an error.</summary>
    private static IEnumerable<ObjectItem> One(IEnumerable<ObjectItem> group, TargetPlatform platform)
    {
        var chosen = group.FirstOrDefault(
                item => Fits(item.Metadata, platform) && item.Metadata.Variant?.Architecture == platform.Preferred)
            ?? group.FirstOrDefault(item => Fits(item.Metadata, platform))
            ?? group.First();
        return group.Where(item => ReferenceEquals(item, chosen) || IsSecond(item, chosen));
    }

    /// <summary>Whether two different objects are for the same architecture and byte order.</summary>
    private static bool IsSecond(ObjectItem item, ObjectItem first) =>
        item.Path != first.Path && item.Metadata.Variant?.Order == first.Metadata.Variant?.Order;

    /// <summary>
    /// Keeps one object for each architecture, and a second one only so that the common class is an error. The order depends on the
    /// architectures only, not on the order in the project or on the machine that runs the build, so that every machine generates the same
    /// class.
    /// </summary>
    private static IEnumerable<ObjectItem> All(IEnumerable<ObjectItem> group)
    {
        var items = group.GroupBy(item => item.Metadata.Variant?.Order).Select(same => same.First())
            .OrderBy(item => item.Metadata.Variant?.Order)
            .ToList();
        var variants = items.Count == 1 ? []
            : items.Select(item => new PlannedVariant(item.Path, item.Metadata.Variant!)).ToEquatableArray();
        return items.Select(item => item with { Metadata = item.Metadata with { Variants = variants } })
            .Concat(group.Where(item => items.Exists(first => IsSecond(item, first))));
    }

    /// <summary>
    /// The key of the group of an object: the path without the names of architecture and byte order, and the class name that the project
    /// sets. So objects with different class names are in different groups.
    /// </summary>
    private static string GroupOf(ObjectItem item) => item.Metadata.Variant is null
        ? item.Path
        : Path.Combine(Path.GetDirectoryName(item.Path) ?? "", item.Metadata.BaseName + ".o") + "\0" + item.Metadata.Class;

    /// <summary>
    /// Whether an object is for the platform. An object that names neither an architecture nor a byte order is for every platform.
    /// </summary>
    public static bool Fits(ObjectMetadata item, TargetPlatform platform) => item.Variant is not { } variant
        || ((variant.Architecture is null || platform.Macro is null || variant.Architecture == platform.Macro)
            && (variant.IsLittleEndian is null || variant.IsLittleEndian == platform.IsLittleEndian));

    /// <summary>The path of an object without the names of architecture and byte order: <c>probe.o</c> for <c>probe.x86.o</c>.</summary>
    public static string PathOfAll(string path) =>
        Path.Combine(Path.GetDirectoryName(path) ?? "", Describe(new ObjectMetadata(path)).BaseName + ".o");

    /// <summary>
    /// Determines the architecture and byte order of an object from its metadata or its file name, and sets
    /// <see cref="ObjectMetadata.Variant"/> and <see cref="ObjectMetadata.BaseName"/>.
    /// </summary>
    private static ObjectMetadata Describe(ObjectMetadata item)
    {
        var file = Path.GetFileNameWithoutExtension(item.Path);
        var parts = file.Split('.', '_');
        var order = ByteOrders.FirstOrDefault(name => parts[parts.Length - 1].Equals(name, StringComparison.OrdinalIgnoreCase));
        var rest = order is null || parts.Length == 1 ? file : file.Substring(0, file.Length - order.Length - 1);
        var last = rest.Substring(Math.Max(rest.LastIndexOf('.'), order is null ? -1 : rest.LastIndexOf('_')) + 1);
        var named = last.Length < rest.Length ? TargetArchitecture.Find(last) : null;
        var stated = item.Architecture is { } text ? TargetArchitecture.Find(text) : null;
        if (named is null && stated is null && (order is null || parts.Length == 1))
        {
            return item;
        }

        return item with
        {
            BaseName = named is null ? rest : rest.Substring(0, rest.Length - last.Length - 1),
            Variant = new ObjectVariant((stated ?? named)?.Macro, order is null || parts.Length == 1 ? null : order == ByteOrders[0]),
        };
    }
}
