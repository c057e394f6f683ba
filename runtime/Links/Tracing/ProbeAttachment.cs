using BpfGen.Errors;
using BpfGen.Interop;

namespace BpfGen.Links;

/// <summary>Attaches programs to a place in the kernel or in a binary, by the newest way that the kernel has.</summary>
internal static class ProbeAttachment
{
    /// <param name="program">The program.</param>
    /// <param name="function">The function of the kernel; a module's may follow the module and a colon.</param>
    /// <param name="offset">How many bytes behind its start.</param>
    /// <param name="isReturn">It is run when the function returns.</param>
    /// <param name="cookie">What <c>bpf_get_attach_cookie()</c> answers in the program.</param>
    /// <param name="mode">How.</param>
    /// <exception cref="BpfException">There is no such function, it cannot be probed, or the kernel refuses.</exception>
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
    /// <param name="place">Where, in which process.</param>
    /// <param name="isReturn">It is run when the function that begins there returns.</param>
    /// <param name="cookie">What <c>bpf_get_attach_cookie()</c> answers in the program.</param>
    /// <param name="mode">How.</param>
    /// <exception cref="BpfException">The kernel refuses.</exception>
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
            throw new BpfException("perf_event_open", Errno.EOPNOTSUPP, subject, "Raising a counter in the probed program takes Linux 4.20, and one in the first 4 GiB of its file.");
        }

        var perfEvent = ProbeDevice.Uprobe.TryOpen(place.Path, place.Offset, isReturn, place.Counter, place.Pid) ?? throw UserFailure(place, subject);
        return Attach(program, perfEvent, cookie, hook, mode);
    }

    /// <summary>Devices for probes came with 4.17; until then, and where they are left out of the kernel, tracefs is the way.</summary>
    private static bool UsesTraceFs(ProbeMode mode, ProbeDevice device) => mode == ProbeMode.TraceFs || (mode == ProbeMode.Newest && !device.Exists);

    private static BpfLink ByTraceFs(BpfProgram program, string file, bool isReturn, string place, int pid, ulong cookie, string hook)
    {
        var (perfEvent, remove) = ProbeEvent.Open(file, isReturn, place, pid, LinkFactory.Describe(program, hook));
        return PerfAttachment.AttachByControl(program, perfEvent, cookie, hook, remove);
    }

    private static BpfLink Attach(BpfProgram program, FileDescriptor perfEvent, ulong cookie, string hook, ProbeMode mode) => mode == ProbeMode.PerfEvent
        ? PerfAttachment.AttachByControl(program, perfEvent, cookie, hook)
        : PerfAttachment.Attach(program, perfEvent, cookie, hook, needsLink: mode == ProbeMode.Link);

    private static BpfException KernelFailure(BpfProgram program, string function, string hook)
    {
        var errno = Errno.Last;
        var hint = errno switch
        {
            Errno.ENOENT => $"The kernel has no function '{function}' that can be probed: /proc/kallsyms lists those that it has, and the compiler may have inlined it or given it a suffix.",
            Errno.EINVAL when !ProbeDevice.Kprobe.Exists => "The kernel has no kprobes (CONFIG_KPROBES).",
            Errno.EINVAL => $"'{function}' may not be probed: /sys/kernel/debug/kprobes/blacklist lists what may not.",
            Errno.EILSEQ => "The offset is not the beginning of an instruction.",
            Errno.EADDRNOTAVAIL => $"There are several functions '{function}': probe by kprobe.multi, which takes all, or by address.",
            _ => Hints.ForCapability(errno, Capability.Perfmon),
        };
        return new BpfException("perf_event_open", errno, LinkFactory.Describe(program, hook), hint);
    }

    private static BpfException UserFailure(in UserPlace place, string subject)
    {
        var errno = Errno.Last;
        var hint = errno switch
        {
            Errno.ENOENT => $"There is no file {place.Path}.",
            Errno.ESRCH => $"There is no process {place.Pid}.",
            Errno.EINVAL when !ProbeDevice.Uprobe.Exists => "The kernel has no uprobes (CONFIG_UPROBES).",
            Errno.EINVAL => "The place is behind the end of the file, or the file system takes no uprobes.",
            Errno.ENOTSUPP => "The instruction there cannot be probed.",
            _ => Hints.ForCapability(errno, Capability.Perfmon),
        };
        return new BpfException("perf_event_open", errno, subject, hint);
    }
}

/// <summary>A place in a binary, in one process or all.</summary>
/// <param name="Path">The binary's file.</param>
/// <param name="Offset">Where in the file.</param>
/// <param name="Name">What it is called in messages.</param>
/// <param name="Pid">The process; -1 for all.</param>
/// <param name="Counter">The file offset of a counter to raise while the probe is there; 0 for none.</param>
internal readonly record struct UserPlace(string Path, ulong Offset, string Name, int Pid = -1, ulong Counter = 0);
