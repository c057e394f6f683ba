using System;
using BpfGen.Errors;
using BpfGen.Interop;
using BpfGen.KernelFacts;

namespace BpfGen.Links;

/// <summary>Attaches programs to perf events: by a link since 5.15, and before that by <c>ioctl</c>.</summary>
internal static class PerfAttachment
{
    /// <summary>Found out once: this kernel has no links for perf events.</summary>
    private static volatile bool _hasNoLinks;

    /// <summary>Attaches a program, and lets the event happen.</summary>
    /// <param name="program">The program.</param>
    /// <param name="perfEvent">The event. It is closed here, or belongs to the link.</param>
    /// <param name="cookie">What <c>bpf_get_attach_cookie()</c> answers in the program.</param>
    /// <param name="hook">The hook, for messages.</param>
    /// <param name="needsLink">Where the kernel has no links for perf events, that is an error.</param>
    /// <exception cref="BpfException">The kernel refuses. Nothing is attached, and the event is closed.</exception>
    public static BpfLink Attach(BpfProgram program, FileDescriptor perfEvent, ulong cookie, string hook, bool needsLink = false)
    {
        try
        {
            if (_hasNoLinks || CreateLink(program, perfEvent, cookie, hook) is not { } link)
            {
                if (needsLink)
                {
                    throw LinkFactory.Failure(
                        "BPF_LINK_CREATE", Errno.EINVAL, LinkFactory.Describe(program, hook), Hints.ForLink(Errno.EINVAL, program.Type, AttachType.PerfEvent));
                }

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
    /// As kernels do it that have no links for perf events, and for what has to end with the event: <paramref name="afterwards"/> is done when
    /// the program is off the hook, or does not get there.
    /// </summary>
    public static BpfLink AttachByControl(BpfProgram program, FileDescriptor perfEvent, ulong cookie, string hook, Action? afterwards = null)
    {
        var link = new PerfEventLink(perfEvent, afterwards);
        using var lease = program.Descriptor.Use();
        var errno = cookie != 0 ? Errno.EOPNOTSUPP : Perf.SetProgram(perfEvent, lease.Number);
        if (errno == 0)
        {
            Enable(program, perfEvent, hook, link);
            return link;
        }

        link.Dispose();
        throw cookie != 0
            ? Failure("BPF_LINK_CREATE", errno, program, hook, "A cookie takes a link, which perf events have since Linux 5.15.")
            : Failure("ioctl(PERF_EVENT_IOC_SET_BPF)", errno, program, hook);
    }

    /// <summary>What to throw where <c>perf_event_open</c> just refused.</summary>
    public static BpfException OpenFailure(BpfProgram program, string hook)
    {
        var errno = Errno.Last;
        return new BpfException("perf_event_open", errno, LinkFactory.Describe(program, hook), Hints.ForCapability(errno, Capability.Perfmon));
    }

    /// <returns>The link, or null where the kernel has none for perf events.</returns>
    private static KernelLink? CreateLink(BpfProgram program, FileDescriptor perfEvent, ulong cookie, string hook)
    {
        using var target = perfEvent.Use();
        var attributes = new LinkCreateAttributes
        {
            TargetFd = target.Number,
            AttachType = (uint)AttachType.PerfEvent,
            PerfEventCookie = cookie,
        };
        var errno = LinkFactory.TryCreate(program, ref attributes, hook, out var link);
        if (errno == Errno.EINVAL && RunningKernel.Version < AttachTypeTable.FirstKernel(AttachType.PerfEvent))
        {
            _hasNoLinks = true;
            return null;
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
            Errno.EINVAL or Errno.EOPNOTSUPP => "The program does not fit the event, which has to be of the kind that its section names.",
            Errno.EEXIST or Errno.EBUSY => "Another program is on the event.",
            Errno.E2BIG => "The event has as many programs as it takes (64).",
            _ => Hints.ForCapability(errno, Capability.Perfmon),
        };
        return new BpfException(command, errno, LinkFactory.Describe(program, hook), hint);
    }
}
