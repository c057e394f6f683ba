using System.Collections.Generic;
using System.IO;
using BpfGen.Host;
using BpfGen.Interop;
using BpfGen.Links;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// A program that the kernel runs for each of its objects of a kind, and whose output is read as a file is (<c>SEC("iter/task")</c>,
/// <c>iter/bpf_map</c>, <c>iter/tcp</c>). Since Linux 5.8.
/// </summary>
public sealed class IteratorProgram : BpfProgram, IAutoAttach, IProgramHandle<IteratorProgram>
{
    private IteratorProgram(LoadedProgram program)
        : base(program)
    {
    }

    /// <summary>Whether it can be attached without being told what it goes through: one over the entries of a map has to be given the map.</summary>
    public bool HasHook => Target is not (null or "bpf_map_elem" or "bpf_sk_storage_map" or "sockmap");

    /// <summary>Attaches the program to what it goes through. It runs when the link is read.</summary>
    /// <param name="options">What it goes through; null for all there is.</param>
    /// <returns>The link; disposing it ends the iterator, but for the streams that are open.</returns>
    /// <exception cref="BpfException">There is no such cgroup, the iterator does not take these options, or the kernel refuses.</exception>
    public unsafe IteratorLink Attach(IteratorOptions? options = null)
    {
        options ??= new IteratorOptions();
        using var cgroup = options.Cgroup is null ? null : CgroupDirectory.Open(options.Cgroup, LinkFactory.Describe(this, Section));
        using var map = (options.Map?.Descriptor ?? Descriptor).Use();
        using var folder = (cgroup ?? Descriptor).Use();
        var info = default(IteratorInfo);
        if (options.Map is not null)
        {
            info.MapFd = map.Number;
        }
        else if (options.Tid is not null || options.Pid is not null)
        {
            (info.TaskTid, info.TaskPid) = (options.Tid ?? 0, options.Pid ?? 0);
        }
        else
        {
            (info.CgroupOrder, info.CgroupFd) = ((uint)options.CgroupOrder, cgroup is null ? 0 : folder.Number);
        }

        var isAll = info is { TaskTid: 0, TaskPid: 0 };
        var attributes = new LinkCreateAttributes
        {
            AttachType = (uint)AttachType.TraceIter,
            Iterator = isAll ? default : new IteratorLinkAttributes { Info = (ulong)(&info), InfoSize = (uint)sizeof(IteratorInfo) },
        };
        return new IteratorLink(LinkFactory.CreateDescriptor(this, ref attributes, Section, Hint), LinkFactory.Describe(this, Section));
    }

    /// <summary>Runs the program over all there is, and reads what it writes.</summary>
    /// <param name="options">What it goes through; null for all there is.</param>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public Stream OpenRead(IteratorOptions? options = null)
    {
        using var link = Attach(options);
        return link.OpenRead();
    }

    /// <summary>Runs the program over all there is, and reads the lines that it writes.</summary>
    /// <param name="options">What it goes through; null for all there is.</param>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public IEnumerable<string> ReadLines(IteratorOptions? options = null)
    {
        using var reader = new StreamReader(OpenRead(options));
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }

    private static string? Hint(int errno) => errno switch
    {
        Errno.EBADF => "An iterator over the entries of a map has to be given the map.",
        Errno.EINVAL => "The iterator does not take these options: maps, cgroups and tasks belong to iterators of their own, and cgroups and tasks to Linux 6.1.",
        Errno.EACCES => "The program reads or writes more than the keys and values of the map have.",
        Errno.ESRCH => "There is no such process or thread.",
        _ => null,
    };

    BpfLink IAutoAttach.Attach() => Attach();

    static IteratorProgram IProgramHandle<IteratorProgram>.Create(LoadedProgram program) => new(program);

    static bool IProgramHandle<IteratorProgram>.Takes(ProgramType type) => type == ProgramType.Tracing;
}
