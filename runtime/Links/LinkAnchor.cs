using System;
using BpfGen.Interop;

namespace BpfGen;

/// <summary>
/// The place of a program among those that a hook has already: tcx and netkit since Linux 6.6 and 6.7, cgroups since 6.16. The default is the end.
/// In a cgroup, what is attached by a link stands beside links only, and what is attached without one beside programs.
/// </summary>
public readonly record struct LinkAnchor
{
    private const uint BeforeFlag = 1 << 3;
    private const uint AfterFlag = 1 << 4;
    private const uint IdFlag = 1 << 5;
    private const uint LinkFlag = 1 << 13;

    private LinkAnchor(uint flags, uint id)
    {
        Flags = flags;
        Id = id;
    }

    /// <summary>Before all others.</summary>
    public static LinkAnchor First => new(BeforeFlag, 0);

    /// <summary>After all others.</summary>
    public static LinkAnchor Last => new(AfterFlag, 0);

    /// <summary>
    /// The revision of the hook that the caller has seen (<see cref="AttachedPrograms.Revision"/>); attaching fails with <c>ESTALE</c> where it has
    /// changed since. Zero for any.
    /// </summary>
    public ulong ExpectedRevision { get; init; }

    internal uint Flags { get; }

    internal uint Id { get; }

    /// <summary>Just before a program, which has to be there.</summary>
    /// <param name="program">The program.</param>
    public static LinkAnchor Before(BpfProgram program) => new(BeforeFlag | IdFlag, IdOf(program));

    /// <summary>Just after a program, which has to be there.</summary>
    /// <param name="program">The program.</param>
    public static LinkAnchor After(BpfProgram program) => new(AfterFlag | IdFlag, IdOf(program));

    /// <summary>Just before a link's program.</summary>
    /// <param name="link">The link, to the same hook.</param>
    public static LinkAnchor Before(KernelLink link) => new(BeforeFlag | IdFlag | LinkFlag, IdOf(link));

    /// <summary>Just after a link's program.</summary>
    /// <param name="link">The link, to the same hook.</param>
    public static LinkAnchor After(KernelLink link) => new(AfterFlag | IdFlag | LinkFlag, IdOf(link));

    /// <summary>Just before the program of an id, which another process may have attached.</summary>
    /// <param name="id">The id.</param>
    public static LinkAnchor BeforeProgram(uint id) => new(BeforeFlag | IdFlag, id);

    /// <summary>Just after the program of an id, which another process may have attached.</summary>
    /// <param name="id">The id.</param>
    public static LinkAnchor AfterProgram(uint id) => new(AfterFlag | IdFlag, id);

    /// <summary>Just before the program of a link, which another process may have made.</summary>
    /// <param name="id">The link's id.</param>
    public static LinkAnchor BeforeLink(uint id) => new(BeforeFlag | IdFlag | LinkFlag, id);

    /// <summary>Just after the program of a link, which another process may have made.</summary>
    /// <param name="id">The link's id.</param>
    public static LinkAnchor AfterLink(uint id) => new(AfterFlag | IdFlag | LinkFlag, id);

    /// <summary>What is wrong with the place, where that is what the kernel does not like.</summary>
    internal string? HintFor(int errno) => this == default ? null : errno switch
    {
        Errno.ENOENT => "The program or link to stand beside is not attached there.",
        Errno.ESTALE => "The hook has changed since it was looked at: it has another revision.",
        _ => null,
    };

    private static uint IdOf(BpfProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        return program.Id;
    }

    private static uint IdOf(KernelLink link)
    {
        ArgumentNullException.ThrowIfNull(link);
        return link.Id;
    }
}
