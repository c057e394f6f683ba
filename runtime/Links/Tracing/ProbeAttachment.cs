using System;
using BpfGen.Errors;
using BpfGen.Interop;
using BpfGen.Symbols;

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
        var device = ProbeDevice.Kprobe;
        if (UsesTraceFs(mode, device))
        {
            var place = function + (offset == 0 ? "" : $"+0x{offset:x}");
            return ByTraceFs(program, device, isReturn, place, pid: -1, cookie, hook, errno => KernelHint(errno, function, offset));
        }

        CheckDevice(device, LinkFactory.Describe(program, hook));
        var perfEvent = device.TryOpen(function, offset, isReturn) ?? throw KernelFailure(program, function, offset, hook);
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
        if (program.ExpectedAttachType == AttachType.TraceUprobeMulti)
        {
            return ByMultiLink(program, place, isReturn, cookie, mode, hook);
        }

        var device = ProbeDevice.Uprobe;
        if (UsesTraceFs(mode, device))
        {
            return ByTraceFs(program, place, isReturn, cookie, hook);
        }

        CheckDevice(device, subject);
        if (place.Counter > uint.MaxValue || (place.Counter != 0 && !device.HasCounters))
        {
            throw new BpfException("Attach", subject,
                "A reference counter requires Linux 4.20, and must be in the first 4 GiB of the binary's file.");
        }

        var perfEvent = device.TryOpen(place.Path, place.Offset, isReturn, place.Counter, place.Pid);
        if (perfEvent is null && mode == ProbeMode.Newest && Errno.Last is Errno.EACCES or Errno.EPERM)
        {
            // The process lacks CAP_SYS_ADMIN, which perf_event_open requires for uprobes. So try tracefs, which requires only that the
            // process may write its files.
            var failure = UserFailure(place, subject);
            try
            {
                return ByTraceFs(program, place, isReturn, cookie, hook);
            }
            catch (BpfException)
            {
                throw failure;
            }
        }

        return Attach(program, perfEvent ?? throw UserFailure(place, subject), cookie, hook, mode);
    }

    /// <summary>
    /// Whether to create the probe through tracefs. Linux 4.17 added probes to <c>perf_event_open</c>. Older kernels, and kernels built
    /// without these probes, need tracefs.
    /// </summary>
    private static bool UsesTraceFs(ProbeMode mode, ProbeDevice device) =>
        mode == ProbeMode.TraceFs || (mode == ProbeMode.Newest && !device.Exists);

    /// <summary>
    /// Attaches a uprobe program by a uprobe multi link. A process without <c>CAP_SYS_ADMIN</c> loads its uprobe programs for such a link.
    /// </summary>
    private static KernelLink ByMultiLink(BpfProgram program, in UserPlace place, bool isReturn, ulong cookie, ProbeMode mode, string hook)
    {
        if (mode is ProbeMode.PerfEvent or ProbeMode.TraceFs)
        {
            throw new BpfException("Attach", LinkFactory.Describe(program, hook),
                "The process had no CAP_SYS_ADMIN when it loaded the program, so the program was loaded for a uprobe.multi link. " +
                "Set Mode to ProbeMode.Newest or ProbeMode.Link.");
        }

        return UprobeMultiAttachment.Attach(
            program,
            place.Path,
            [place.Offset],
            place.Counter == 0 ? [] : [place.Counter],
            cookie == 0 ? [] : [cookie],
            place.Pid,
            isReturn,
            hook);
    }

    private static BpfLink ByTraceFs(BpfProgram program, in UserPlace place, bool isReturn, ulong cookie, string hook)
    {
        var counter = place.Counter == 0 ? "" : $"(0x{place.Counter:x})";
        var (path, offset) = (place.Path, place.Offset);
        return ByTraceFs(
            program,
            ProbeDevice.Uprobe,
            isReturn,
            $"{path}:0x{place.Offset:x}{counter}",
            place.Pid,
            cookie,
            hook,
            errno => UserHint(errno, path, offset, place: null));
    }

    private static BpfLink ByTraceFs(
        BpfProgram program,
        ProbeDevice device,
        bool isReturn,
        string place,
        int pid,
        ulong cookie,
        string hook,
        Func<int, string?> hint)
    {
        var (perfEvent, remove) = ProbeEvent.Open(device, isReturn, place, pid, LinkFactory.Describe(program, hook), hint);
        return PerfAttachment.AttachByControl(program, perfEvent, cookie, hook, remove);
    }

    /// <exception cref="BpfException">
    /// The kernel has no perf device for this kind of probe, and <see cref="ProbeMode"/> excludes tracefs.
    /// </exception>
    private static void CheckDevice(ProbeDevice device, string subject)
    {
        if (!device.Exists)
        {
            throw new BpfException("Attach", subject, device.Absence);
        }
    }

    private static BpfLink Attach(BpfProgram program, FileDescriptor perfEvent, ulong cookie, string hook, ProbeMode mode) =>
        mode == ProbeMode.PerfEvent
            ? PerfAttachment.AttachByControl(program, perfEvent, cookie, hook)
            : PerfAttachment.Attach(program, perfEvent, cookie, hook, needsLink: mode == ProbeMode.Link);

    private static BpfException KernelFailure(BpfProgram program, string function, ulong offset, string hook)
    {
        var errno = Errno.Last;
        return new BpfException("perf_event_open", errno, LinkFactory.Describe(program, hook), KernelHint(errno, function, offset));
    }

    private static string? KernelHint(int errno, string function, ulong offset) => errno switch
    {
        Errno.ENOENT when ForeignArchitecture.SystemCall(function) is { Length: > 0 } hint =>
            $"The kernel has no function '{function}'.{hint}",
        Errno.ENOENT =>
            $"The kernel has no function '{function}' that can be probed. /proc/kallsyms lists its functions. " +
            $"The compiler may have inlined the function or renamed it with a suffix.{KernelNames.Nearest(function)}",
        Errno.EINVAL or Errno.EILSEQ when ForeignArchitecture.Offset(offset) is { } hint => hint,
        Errno.EINVAL when offset != 0 =>
            $"'{function}' cannot be probed at offset {offset}: the offset is not the start of an instruction, "
            + "or the instruction cannot be probed, or /sys/kernel/debug/kprobes/blacklist lists the function.",
        Errno.EINVAL => $"'{function}' cannot be probed: /sys/kernel/debug/kprobes/blacklist lists such functions.",
        Errno.EILSEQ => "The offset is not the start of an instruction.",
        Errno.EADDRNOTAVAIL =>
            $"The kernel has several functions named '{function}'. Use kprobe.multi to probe all of them, or probe one by its address.",
        _ => Hints.ForCapability(errno, Capability.Perfmon),
    };

    private static BpfException UserFailure(in UserPlace place, string subject)
    {
        var errno = Errno.Last;
        return new BpfException("perf_event_open", errno, subject, UserHint(errno, place.Path, place.Offset, place));
    }

    private static string? UserHint(int errno, string path, ulong offset, in UserPlace? place) => errno switch
    {
        Errno.ENOENT => $"The file {path} does not exist.",
        Errno.ESRCH when place is { Pid: var pid } => $"Process {pid} does not exist.",
        Errno.EINVAL when place is null && path.AsSpan().ContainsAny(' ', '\t') => "tracefs does not accept a path with white space.",
        Errno.EINVAL when ForeignArchitecture.Offset(offset) is { } hint => hint,
        Errno.EINVAL => "The offset is beyond the end of the file, or the file system does not support uprobes.",
        Errno.ENOTSUPP => "The instruction there cannot be probed.",
        Errno.EACCES or Errno.EPERM =>
            Hints.ForCapability(errno, Capability.SysAdmin) is { } hint
                ? "perf_event_open requires CAP_SYS_ADMIN for uprobes, and tracefs requires root. " +
                    $"Links to many locations (SEC(\"uprobe.multi/…\")) require neither, since Linux 6.6. {hint}"
                : null,
        _ => Hints.ForCapability(errno, Capability.Perfmon),
    };
}

/// <summary>A location in a user-space binary, in one process or all.</summary>
/// <param name="Path">The binary's file.</param>
/// <param name="Offset">The location's offset in the file, in bytes.</param>
/// <param name="Name">The location, for messages.</param>
/// <param name="Pid">The process; -1 for all.</param>
/// <param name="Counter">The file offset of a counter that the kernel increments while the probe exists; 0 for none.</param>
internal readonly record struct UserPlace(string Path, ulong Offset, string Name, int Pid = -1, ulong Counter = 0);
