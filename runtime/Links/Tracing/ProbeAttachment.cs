using BpfGen.Errors;
using BpfGen.Interop;

namespace BpfGen.Links;

/// <summary>Attaches programs to kernel functions and user-space binaries, through the newest interface that the kernel supports.</summary>
internal static class ProbeAttachment
{
    /// <param name="program">The program.</param>
    /// <param name="function">The kernel function; for a function of a module, also <c>module:function</c>.</param>
    /// <param name="offset">The distance from the function's start in bytes.</param>
    /// <param name="isReturn">Whether the program runs when the function returns.</param>
    /// <param name="cookie">The value that <c>bpf_get_attach_cookie()</c> returns in the program.</param>
    /// <param name="mode">The kernel interface to use.</param>
    /// <exception cref="BpfException">The function does not exist or cannot be probed, or the kernel rejected the probe.</exception>
    public static BpfLink Kernel(BpfProgram program, string function, ulong offset, bool isReturn, ulong cookie, ProbeMode mode)
    {
        var hook = $"{(isReturn ? "the return of " : "")}kernel function {function}{(offset == 0 ? "" : $"+0x{offset:x}")}";
        if (UsesTraceFs(mode, ProbeDevice.Kprobe))
        {
            var place = function + (offset == 0 ? "" : $"+0x{offset:x}");
            return ByTraceFs(program, "kprobe_events", isReturn, place, pid: -1, cookie, hook);
        }

        var perfEvent = ProbeDevice.Kprobe.TryOpen(function, offset, isReturn) ?? throw KernelFailure(program, function, hook);
        return Attach(program, perfEvent, cookie, hook, mode);
    }

    /// <param name="program">The program.</param>
    /// <param name="place">The location and the process.</param>
    /// <param name="isReturn">Whether the program runs when the function at this location returns.</param>
    /// <param name="cookie">The value that <c>bpf_get_attach_cookie()</c> returns in the program.</param>
    /// <param name="mode">The kernel interface to use.</param>
    /// <exception cref="BpfException">The kernel rejected the probe.</exception>
    public static BpfLink User(BpfProgram program, in UserPlace place, bool isReturn, ulong cookie, ProbeMode mode)
    {
        var hook = (isReturn ? "the return of " : "") + place.Name;
        var subject = LinkFactory.Describe(program, hook);
        if (UsesTraceFs(mode, ProbeDevice.Uprobe))
        {
            var counter = place.Counter == 0 ? "" : $"(0x{place.Counter:x})";
            return ByTraceFs(program, "uprobe_events", isReturn, $"{place.Path}:0x{place.Offset:x}{counter}", place.Pid, cookie, hook);
        }

        if (place.Counter > uint.MaxValue || (place.Counter != 0 && !ProbeDevice.Uprobe.HasCounters))
        {
            throw new BpfException("perf_event_open", Errno.EOPNOTSUPP, subject,
                "A reference counter requires Linux 4.20, and must be in the first 4 GiB of the binary's file.");
        }

        var perfEvent = ProbeDevice.Uprobe.TryOpen(place.Path, place.Offset, isReturn, place.Counter, place.Pid)
            ?? throw UserFailure(place, subject);
        return Attach(program, perfEvent, cookie, hook, mode);
    }

    /// <summary>
    /// Whether to create the probe through tracefs. Linux 4.17 added probes to <c>perf_event_open</c>. Older kernels, and kernels built
    /// without these probes, need tracefs.
    /// </summary>
    private static bool UsesTraceFs(ProbeMode mode, ProbeDevice device) =>
        mode == ProbeMode.TraceFs || (mode == ProbeMode.Newest && !device.Exists);

    private static BpfLink ByTraceFs(BpfProgram program, string file, bool isReturn, string place, int pid, ulong cookie, string hook)
    {
        var (perfEvent, remove) = ProbeEvent.Open(file, isReturn, place, pid, LinkFactory.Describe(program, hook));
        return PerfAttachment.AttachByControl(program, perfEvent, cookie, hook, remove);
    }

    private static BpfLink Attach(BpfProgram program, FileDescriptor perfEvent, ulong cookie, string hook, ProbeMode mode) =>
        mode == ProbeMode.PerfEvent
            ? PerfAttachment.AttachByControl(program, perfEvent, cookie, hook)
            : PerfAttachment.Attach(program, perfEvent, cookie, hook, needsLink: mode == ProbeMode.Link);

    private static BpfException KernelFailure(BpfProgram program, string function, string hook)
    {
        var errno = Errno.Last;
        var hint = errno switch
        {
            Errno.ENOENT =>
                $"The kernel has no function '{function}' that can be probed. /proc/kallsyms lists its functions. " +
                "The compiler may have inlined the function or renamed it with a suffix.",
            Errno.EINVAL when !ProbeDevice.Kprobe.Exists => "The kernel was built without kprobes (CONFIG_KPROBES).",
            Errno.EINVAL => $"'{function}' cannot be probed: /sys/kernel/debug/kprobes/blacklist lists such functions.",
            Errno.EILSEQ => "The offset is not the start of an instruction.",
            Errno.EADDRNOTAVAIL =>
                $"The kernel has several functions named '{function}'. Use kprobe.multi to probe all of them, "
                    + "or probe one of them by its address.",
            _ => Hints.ForCapability(errno, Capability.Perfmon),
        };
        return new BpfException("perf_event_open", errno, LinkFactory.Describe(program, hook), hint);
    }

    private static BpfException UserFailure(in UserPlace place, string subject)
    {
        var errno = Errno.Last;
        var hint = errno switch
        {
            Errno.ENOENT => $"The file {place.Path} does not exist.",
            Errno.ESRCH => $"Process {place.Pid} does not exist.",
            Errno.EINVAL when !ProbeDevice.Uprobe.Exists => "The kernel was built without uprobes (CONFIG_UPROBES).",
            Errno.EINVAL => "The offset is beyond the end of the file, or the file system does not support uprobes.",
            Errno.ENOTSUPP => "The instruction at this location cannot be probed.",
            _ => Hints.ForCapability(errno, Capability.Perfmon),
        };
        return new BpfException("perf_event_open", errno, subject, hint);
    }
}

/// <summary>A location in a user-space binary, in one process or all.</summary>
/// <param name="Path">The binary's file.</param>
/// <param name="Offset">The location's offset in the file, in bytes.</param>
/// <param name="Name">The location, for messages.</param>
/// <param name="Pid">The process; -1 for all.</param>
/// <param name="Counter">The file offset of a counter that the kernel increments while the probe exists; 0 for none.</param>
internal readonly record struct UserPlace(string Path, ulong Offset, string Name, int Pid = -1, ulong Counter = 0);
