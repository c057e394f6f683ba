using System;
using System.Text;
using BpfGen.Interop;
using BpfGen.Links;

namespace BpfGen.Programs;

/// <summary>
/// Checks that an iterator supports the options that it gets. The kernel cannot check this, because all options share one union
/// (<c>union bpf_iter_link_info</c>): an iterator over tasks would read a map's file descriptor as a thread id.
/// </summary>
internal static unsafe class IteratorKind
{
    private const int LongestName = 64;

    private static readonly string[] OfMaps = ["bpf_map_elem", "bpf_sk_storage_map", "sockmap"];
    private static readonly string[] OfTasks = ["task", "task_file", "task_vma"];
    private static readonly string[] OfCgroups = ["cgroup"];

    /// <summary>Whether iterators of this kind require options.</summary>
    public static bool RequiresOptions(string kind) => OfMaps.AsSpan().Contains(kind) || OfCgroups.AsSpan().Contains(kind);

    /// <summary>Whether iterators of this kind visit cgroups.</summary>
    public static bool IsOfCgroups(string? kind) => OfCgroups.AsSpan().Contains(kind);

    /// <exception cref="ArgumentException">
    /// The iterator does not support one of the options, or the options contradict each other.
    /// </exception>
    public static void Check(IteratorProgram program, IteratorOptions options)
    {
        var (needed, option) = options switch
        {
            { Map: not null } => (OfMaps, nameof(options.Map)),
            { Cgroup: not null } => (OfCgroups, nameof(options.Cgroup)),
            { CgroupOrder: not CgroupOrder.Unspecified } => (OfCgroups, nameof(options.CgroupOrder)),
            { Tid: not null } => (OfTasks, nameof(options.Tid)),
            { Pid: not null } => (OfTasks, nameof(options.Pid)),
            _ => ([], ""),
        };
        if (needed.Length == 0)
        {
            return;
        }

        if (OptionsOf(options) > 1)
        {
            throw new ArgumentException(
                "Set only one of the options Map, Cgroup (with CgroupOrder), Tid and Pid of IteratorOptions: no iterator supports more " +
                "than one of them.");
        }

        if (options is { Cgroup: not null, CgroupOrder: CgroupOrder.Unspecified })
        {
            throw new ArgumentException("IteratorOptions.Cgroup requires IteratorOptions.CgroupOrder, which says which cgroups to visit.");
        }

        var kind = Of(program);
        if (kind is not null && !needed.AsSpan().Contains(kind))
        {
            throw new ArgumentException(
                $"Program '{program.Name}' is an iterator over '{kind}', which does not support IteratorOptions.{option}. " +
                $"Iterators that support it: {string.Join(", ", needed)}.");
        }
    }

    private static int OptionsOf(IteratorOptions options)
    {
        var hasCgroup = options.Cgroup is not null || options.CgroupOrder != CgroupOrder.Unspecified;
        return (options.Map is null ? 0 : 1) + (hasCgroup ? 1 : 0) + (options.Tid is null ? 0 : 1) + (options.Pid is null ? 0 : 1);
    }

    /// <returns>
    /// The name of the iterator's kind, from the section's name. For a program that was opened by its pin or id: the kind that the kernel
    /// reports for a link of the program, or null if the kernel does not report it.
    /// </returns>
    private static string? Of(IteratorProgram program)
    {
        if (!program.IsOpened)
        {
            return program.Target;
        }

        var attributes = new LinkCreateAttributes { AttachType = (uint)AttachType.TraceIter };
        switch (LinkFactory.TryCreate(program, ref attributes, "its kind", out var link))
        {
            case 0:
                using (link)
                {
                    return NameOf(link!);
                }

            // The kernel did not create the link. These error numbers show the kind, because only iterators that require options return
            // them.
            case Errno.EBADF:
                return OfMaps[0];
            case Errno.EINVAL:
                return OfCgroups[0];
            default:
                return null;
        }
    }

    private static string? NameOf(KernelLink link)
    {
        var text = stackalloc byte[LongestName];
        var info = new LinkInfoAttributes { FirstWide = (ulong)text, Third = LongestName };
        if (Bpf.Fill(link.Descriptor, ref info) != 0)
        {
            return null;
        }

        var name = new ReadOnlySpan<byte>(text, LongestName);
        return name.IndexOf((byte)0) is > 0 and var end ? Encoding.UTF8.GetString(name[..end]) : null;
    }
}
