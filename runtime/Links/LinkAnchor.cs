using System;
using BpfGen.Interop;

namespace BpfGen;

/// <summary>
/// A program's position among the other programs of its hook: for tcx since Linux 6.6, netkit since 6.7, and cgroups since 6.16. The
/// default is the last position. In a cgroup, a link can be placed only beside other links, and a program without a link only beside
/// other programs.
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

    /// <summary>The position before all other programs.</summary>
    public static LinkAnchor First => new(BeforeFlag, 0);

    /// <summary>The position after all other programs.</summary>
    public static LinkAnchor Last => new(AfterFlag, 0);

    /// <summary>
    /// The revision of the hook that the caller expects (<see cref="AttachedPrograms.Revision"/>). If the hook has another revision,
    /// attaching fails with <c>ESTALE</c>. 0 for any revision.
    /// </summary>
    public ulong ExpectedRevision { get; init; }

    internal uint Flags { get; }

    internal uint Id { get; }

    /// <summary>The position directly before a program that is attached to the hook.</summary>
    /// <param name="program">The program.</param>
    /// <exception cref="ArgumentNullException">The program is null.</exception>
    /// <exception cref="BpfException">The kernel does not report the program's id.</exception>
    public static LinkAnchor Before(BpfProgram program) => new(BeforeFlag | IdFlag, IdOf(program));

    /// <summary>The position directly after a program that is attached to the hook.</summary>
    /// <param name="program">The program.</param>
    /// <exception cref="ArgumentNullException">The program is null.</exception>
    /// <exception cref="BpfException">The kernel does not report the program's id.</exception>
    public static LinkAnchor After(BpfProgram program) => new(AfterFlag | IdFlag, IdOf(program));

    /// <summary>The position directly before the program of a link.</summary>
    /// <param name="link">A link of the same hook.</param>
    /// <exception cref="ArgumentNullException">The link is null.</exception>
    /// <exception cref="BpfException">The kernel does not report the link's id.</exception>
    public static LinkAnchor Before(KernelLink link) => new(BeforeFlag | IdFlag | LinkFlag, IdOf(link));

    /// <summary>The position directly after the program of a link.</summary>
    /// <param name="link">A link of the same hook.</param>
    /// <exception cref="ArgumentNullException">The link is null.</exception>
    /// <exception cref="BpfException">The kernel does not report the link's id.</exception>
    public static LinkAnchor After(KernelLink link) => new(AfterFlag | IdFlag | LinkFlag, IdOf(link));

    /// <summary>The position directly before a program, by its id. Another process may have attached the program.</summary>
    /// <param name="id">The program's id.</param>
    public static LinkAnchor BeforeProgram(uint id) => new(BeforeFlag | IdFlag, id);

    /// <summary>The position directly after a program, by its id. Another process may have attached the program.</summary>
    /// <param name="id">The program's id.</param>
    public static LinkAnchor AfterProgram(uint id) => new(AfterFlag | IdFlag, id);

    /// <summary>The position directly before the program of a link, by the link's id. Another process may have created the link.</summary>
    /// <param name="id">The link's id.</param>
    public static LinkAnchor BeforeLink(uint id) => new(BeforeFlag | IdFlag | LinkFlag, id);

    /// <summary>The position directly after the program of a link, by the link's id. Another process may have created the link.</summary>
    /// <param name="id">The link's id.</param>
    public static LinkAnchor AfterLink(uint id) => new(AfterFlag | IdFlag | LinkFlag, id);

    /// <summary>Explains an error that is caused by the position; null if the position is not the cause.</summary>
    internal string? HintFor(int errno) => this == default ? null : errno switch
    {
        Errno.ENOENT => "The anchor's program or link is not attached to this hook.",
        Errno.ESTALE => "The hook has changed: its revision is not the expected one.",
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
