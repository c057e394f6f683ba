using System;
using BpfGen.Errors;
using BpfGen.Features;
using BpfGen.Interop;

namespace BpfGen.Links;

/// <summary>Attaches programs to perf events: by a link since Linux 5.15, and by <c>ioctl</c> on older kernels.</summary>
internal static class PerfAttachment
{
    /// <summary>Attaches a program and enables the event.</summary>
    /// <param name="program">The program.</param>
    /// <param name="perfEvent">The event. The link takes it over; on failure, it is closed.</param>
    /// <param name="cookie">The value that <c>bpf_get_attach_cookie()</c> returns in the program.</param>
    /// <param name="hook">The hook, for messages.</param>
    /// <param name="needsLink">
    /// Whether to fail, instead of falling back to <c>ioctl</c>, if the kernel has no links for perf events.
    /// </param>
    /// <exception cref="BpfException">The kernel rejected the attachment. Nothing is attached, and the event is closed.</exception>
    public static BpfLink Attach(BpfProgram program, FileDescriptor perfEvent, ulong cookie, string hook, bool needsLink = false)
    {
        try
        {
            if (CreateLink(program, perfEvent, cookie, hook, needsLink) is not { } link)
            {
                return AttachByControl(program, perfEvent, cookie, hook);
            }

            using (perfEvent)
            {
                Enable(program, perfEvent, hook, link);
                return link;
            }
        }
        catch
        {
            perfEvent.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Attaches by <c>ioctl</c>: on kernels without links of perf events, and to probes in tracefs, which cannot have a link.
    /// <paramref name="afterwards"/> removes the probe from tracefs. It runs when the program is detached and the event is closed, or when
    /// attaching fails.
    /// </summary>
    public static BpfLink AttachByControl(
        BpfProgram program, FileDescriptor perfEvent, ulong cookie, string hook, Action? afterwards = null)
    {
        var link = new PerfEventLink(perfEvent, afterwards);
        using var lease = program.Descriptor.Use();
        var errno = cookie != 0 ? 0 : Perf.SetProgram(perfEvent, lease.Number);
        if (errno == 0 && cookie == 0)
        {
            Enable(program, perfEvent, hook, link);
            return program.Links.Add(link);
        }

        link.Dispose();
        throw cookie != 0
            ? new BpfException("Attach", LinkFactory.Describe(program, hook),
                "A cookie requires a link of a perf event (Linux 5.15). Probes that are created in tracefs have no link.")
            : Failure("ioctl(PERF_EVENT_IOC_SET_BPF)", errno, program, hook);
    }

    /// <summary>Creates the exception for a <c>perf_event_open</c> that just failed.</summary>
    public static BpfException OpenFailure(BpfProgram program, string hook)
    {
        var errno = Errno.Last;
        return new BpfException(
            "perf_event_open", errno, LinkFactory.Describe(program, hook), Hints.ForCapability(errno, Capability.Perfmon));
    }

    /// <returns>The link; null if the kernel has no links for perf events, and the caller does not require one.</returns>
    private static KernelLink? CreateLink(BpfProgram program, FileDescriptor perfEvent, ulong cookie, string hook, bool needsLink)
    {
        using var target = perfEvent.Use();
        var attributes = new LinkCreateAttributes
        {
            TargetFd = target.Number,
            AttachType = (uint)AttachType.PerfEvent,
            PerfEventCookie = cookie,
        };
        var errno = LinkFactory.TryCreate(program, ref attributes, hook, out var link);
        if (link is null && errno == Errno.EINVAL && MissingLinks.OfPerfEvents)
        {
            return needsLink
                ? throw Failure(
                    "BPF_LINK_CREATE", errno, program, hook, Hints.ForLink(errno, program.Type, AttachType.PerfEvent))
                : null;
        }

        return link ?? throw Failure("BPF_LINK_CREATE", errno, program, hook);
    }

    private static void Enable(BpfProgram program, FileDescriptor perfEvent, string hook, BpfLink link)
    {
        if (Perf.Enable(perfEvent) is not 0 and var errno)
        {
            link.Dispose();
            throw Failure("ioctl(PERF_EVENT_IOC_ENABLE)", errno, program, hook);
        }
    }

    private static BpfException Failure(string command, int errno, BpfProgram program, string hook, string? hint = null)
    {
        hint ??= errno switch
        {
            Errno.EINVAL or Errno.EOPNOTSUPP =>
                "The program's section is for another kind of event.",
            Errno.EEXIST or Errno.EBUSY => "Another program is attached to the event.",
            Errno.E2BIG => "The event already has the maximum number of programs (64).",
            _ => Hints.ForCapability(errno, Capability.Perfmon),
        };
        return new BpfException(command, errno, LinkFactory.Describe(program, hook), hint);
    }
}
