using System.Collections.Generic;
using BpfGen.Errors;
using BpfGen.Interop;

namespace BpfGen;

/// <summary>The programs that are attached to a hook, in the order in which they run.</summary>
/// <param name="ProgramIds">The programs' ids.</param>
/// <param name="LinkIds">
/// The links' ids, one for each program; 0 for a program that was attached without a link. Empty if the kernel does not report link ids:
/// before Linux 6.6, and at hooks other than tcx and netkit.
/// </param>
/// <param name="Flags">For cgroups: the <c>BPF_F_ALLOW_…</c> flags that the programs were attached with.</param>
/// <param name="Revision">A number that grows with every change at the hook; 0 if the kernel does not count changes.</param>
public sealed record AttachedPrograms(IReadOnlyList<uint> ProgramIds, IReadOnlyList<uint> LinkIds, uint Flags, ulong Revision)
{
    private const int FirstRoom = 64;

    /// <summary>Queries the kernel (<c>BPF_PROG_QUERY</c>).</summary>
    /// <param name="target">A file descriptor, or the index of an interface.</param>
    /// <param name="hook">The hook.</param>
    /// <param name="queryFlags">1 to include the programs of a cgroup's ancestors; otherwise 0.</param>
    /// <param name="knowsLinks">Whether the hook reports link ids. Other hooks reject a query that asks for link ids.</param>
    /// <param name="subject">The hook, for messages.</param>
    /// <exception cref="BpfException">The kernel rejected the query.</exception>
    internal static unsafe AttachedPrograms Query(int target, AttachType hook, uint queryFlags, bool knowsLinks, string subject)
    {
        for (var room = FirstRoom; ; room *= 4)
        {
            var programs = new uint[room];
            var links = new uint[room];
            fixed (uint* programsStart = programs, linksStart = links)
            {
                var attributes = new ProgramQueryAttributes
                {
                    Target = target,
                    AttachType = (uint)hook,
                    QueryFlags = queryFlags,
                    ProgramIds = (ulong)programsStart,
                    LinkIds = knowsLinks ? (ulong)linksStart : 0,
                    Count = (uint)room,
                };
                if (Bpf.Release(BpfCommand.ProgramQuery, ref attributes) == 0)
                {
                    var count = (int)attributes.Count;
                    return new AttachedPrograms(
                        programs[..count], knowsLinks ? links[..count] : [], attributes.AttachFlags, attributes.Revision);
                }
            }

            if (Errno.Last is not Errno.ENOSPC and var errno)
            {
                throw new BpfException("BPF_PROG_QUERY", errno, subject, Hints.ForHook(errno, hook));
            }
        }
    }
}
