using System;
using BpfGen.Features;
using BpfGen.Interop;

namespace BpfGen.Links;

/// <summary>Attaches programs to many places of one binary at once (Linux 6.6).</summary>
internal static unsafe class UprobeMultiAttachment
{
    private const uint FlagReturn = 1;

    private static readonly Lazy<bool> KnowsProcesses = new(() =>
    {
        try
        {
            return KernelFeatures.Has(KernelFeature.UprobeMultiLink) && LinkProbe.KnowsProcessesOfUprobeMulti();
        }
        catch (BpfException)
        {
            // Who may not try may not load the program either, and is told so of that one.
            return false;
        }
    });

    /// <summary>Whether the kernel has such links, and means processes by a process: the first that had them, up to 6.9, meant its first thread.</summary>
    public static bool TellsProcessesApart => KnowsProcesses.Value;

    /// <param name="program">The program.</param>
    /// <param name="path">The binary's file.</param>
    /// <param name="offsets">Where in the file.</param>
    /// <param name="counters">File offsets of counters to raise; none, or one each.</param>
    /// <param name="cookies">Cookies; none, or one each.</param>
    /// <param name="pid">The process; -1 for all.</param>
    /// <param name="isReturn">It is run at returns.</param>
    /// <param name="hook">The hook, for messages.</param>
    /// <exception cref="BpfException">The kernel refuses.</exception>
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
                Errno.ESRCH => $"There is no process {pid}.",
                Errno.EBADF => $"{path} is no file that can be probed.",
                _ => null,
            });
        }
    }
}
