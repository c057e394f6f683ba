using System.Collections.Generic;
using System.IO;
using BpfGen.Host;
using BpfGen.Interop;
using BpfGen.Links;
using BpfGen.Loading;
using BpfGen.Programs;

namespace BpfGen;

/// <summary>
/// A program that the kernel runs once for each object of a kind (<c>SEC("iter/task")</c>, <c>iter/bpf_map</c>, <c>iter/tcp</c>). User
/// space reads its output like a file. Since Linux 5.8.
/// </summary>
public sealed class IteratorProgram : BpfProgram, IAutoAttach, IProgramHandle<IteratorProgram>
{
    private IteratorProgram(LoadedProgram program)
        : base(program)
    {
    }

    /// <summary>
    /// Whether the program can be attached without options. False for iterators over map entries, which require
    /// <see cref="IteratorOptions.Map"/>, and over cgroups, which require <see cref="IteratorOptions.CgroupOrder"/>.
    /// </summary>
    public bool HasHook => Target is not null && !IteratorKind.RequiresOptions(Target);

    /// <summary>Attaches the program. The program runs each time the link is read.</summary>
    /// <param name="options">The objects to visit; null for all objects.</param>
    /// <returns>The link; disposing it ends the iterator. Streams that are open can still be read.</returns>
    /// <exception cref="System.ArgumentException">
    /// This kind of iterator does not support one of the options, or the options contradict each other.
    /// </exception>
    /// <exception cref="System.InvalidOperationException">The program was not loaded, or the map was not created.</exception>
    /// <exception cref="BpfException">
    /// The cgroup's directory cannot be opened, or the kernel rejected the link, for instance because this kind of iterator requires
    /// options.
    /// </exception>
    public unsafe IteratorLink Attach(IteratorOptions? options = null)
    {
        options ??= new IteratorOptions();
        IteratorKind.Check(this, options);
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
        return Links.Add(new IteratorLink(
            LinkFactory.CreateDescriptor(this, ref attributes, Section, Hint), LinkFactory.Describe(this, Section)));
    }

    /// <summary>Runs the program over the objects and reads its output.</summary>
    /// <param name="options">The objects to visit; null for all objects.</param>
    /// <returns>The output; the caller disposes it.</returns>
    /// <exception cref="System.ArgumentException">
    /// This kind of iterator does not support one of the options, or the options contradict each other.
    /// </exception>
    /// <exception cref="System.InvalidOperationException">The program was not loaded, or the map was not created.</exception>
    /// <exception cref="BpfException">The cgroup's directory cannot be opened, or the kernel rejected the call.</exception>
    public Stream OpenRead(IteratorOptions? options = null)
    {
        using var link = Attach(options);
        return link.OpenRead();
    }

    /// <summary>
    /// Runs the program over the objects and reads its output line by line. Each enumeration is a new run, which visits all objects again.
    /// The program runs while you enumerate the lines; it is some kilobytes of output ahead of the enumeration.
    /// </summary>
    /// <param name="options">The objects to visit; null for all objects.</param>
    /// <exception cref="System.ArgumentException">
    /// This kind of iterator does not support one of the options, or the options contradict each other.
    /// </exception>
    /// <exception cref="System.InvalidOperationException">The program was not loaded, or the map was not created.</exception>
    /// <exception cref="BpfException">The cgroup's directory cannot be opened, or the kernel rejected the call.</exception>
    public IEnumerable<string> ReadLines(IteratorOptions? options = null)
    {
        using var reader = new StreamReader(OpenRead(options));
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }

    private string? Hint(int errno) => errno switch
    {
        Errno.EBADF when IteratorKind.IsOfCgroups(Target) =>
            "The directory in IteratorOptions.Cgroup is not in a file system of cgroup v2.",
        Errno.EBADF => "An iterator over the entries of a map requires the map: set IteratorOptions.Map.",
        Errno.EINVAL => "An iterator over cgroups requires IteratorOptions.CgroupOrder. Options for cgroups and tasks require Linux 6.1.",
        Errno.EACCES => "The program accesses more bytes than the map's keys and values have.",
        Errno.ESRCH => "The process or thread does not exist.",
        _ => null,
    };

    BpfLink IAutoAttach.Attach() => Attach();

    static IteratorProgram IProgramHandle<IteratorProgram>.Create(LoadedProgram program) => new(program);

    static bool IProgramHandle<IteratorProgram>.Takes(ProgramType type) => type == ProgramType.Tracing;
}
