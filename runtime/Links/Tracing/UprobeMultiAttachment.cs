using System;
using BpfGen.Errors;
using BpfGen.Features;
using BpfGen.Interop;

namespace BpfGen.Links;

/// <summary>Attaches programs to many locations of one binary by one link (Linux 6.6).</summary>
internal static unsafe class UprobeMultiAttachment
{
    private const uint FlagReturn = 1;

    /// <summary>The result of <see cref="TellsProcessesApart"/>; null until a query of the kernel has succeeded.</summary>
    private static bool? _knowsProcesses;

    /// <summary>
    /// Whether the kernel supports uprobe multi links that are limited to one process. Linux 6.6 to 6.9 support such links, but limit them
    /// to one thread: the program runs only in the process's first thread.
    /// </summary>
    public static bool TellsProcessesApart
    {
        get
        {
            try
            {
                return _knowsProcesses ??=
                    KernelFeatures.Has(KernelFeature.UprobeMultiLink) && LinkProbe.KnowsProcessesOfUprobeMulti();
            }
            catch (BpfException)
            {
                // The process has no permission to create test links. Return false, because loading the program then fails, too, and its
                // error names the missing permission.
                return false;
            }
        }
    }

    /// <param name="program">The program.</param>
    /// <param name="path">The binary's file.</param>
    /// <param name="offsets">The locations' offsets in the file, in bytes.</param>
    /// <param name="counters">The file offsets of counters to increment: one for each location, or none.</param>
    /// <param name="cookies">The cookies: one for each location, or none.</param>
    /// <param name="pid">The process; -1 for all.</param>
    /// <param name="isReturn">Whether the program runs at returns.</param>
    /// <param name="hook">The hook, for messages.</param>
    /// <exception cref="BpfException">The kernel rejected the link.</exception>
    public static KernelLink Attach(
        BpfProgram program,
        string path,
        ReadOnlySpan<ulong> offsets,
        ReadOnlySpan<ulong> counters,
        ReadOnlySpan<ulong> cookies,
        int pid,
        bool isReturn,
        string hook)
    {
        string? unaligned = null;
        foreach (var offset in offsets)
        {
            unaligned ??= ForeignArchitecture.Offset(offset);
        }

        fixed (byte* pathStart = ObjectPin.ZeroTerminated(path))
        fixed (ulong* offsetsStart = offsets, countersStart = counters, cookiesStart = cookies)
        {
            var attributes = new LinkCreateAttributes
            {
                AttachType = (uint)(program.IsOpened ? AttachType.TraceUprobeMulti : program.ExpectedAttachType),
                UprobeMulti = new UprobeMultiLinkAttributes
                {
                    Path = (ulong)pathStart,
                    Offsets = (ulong)offsetsStart,
                    ReferenceCounters = (ulong)countersStart,
                    Cookies = (ulong)cookiesStart,
                    Count = (uint)offsets.Length,
                    Flags = isReturn ? FlagReturn : 0,
                    Pid = Math.Max(pid, 0),
                },
            };
            return LinkFactory.Create(program, ref attributes, hook, errno => errno switch
            {
                Errno.ESRCH => $"Process {pid} does not exist.",
                Errno.EBADF => $"{path} is not a file that can be probed.",
                Errno.EINVAL => unaligned,
                _ => null,
            });
        }
    }
}
