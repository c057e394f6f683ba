using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using BpfGen.Kernel.Tests.Support;

namespace BpfGen.Kernel.Tests.Cases;

/// <summary>Probes in the kernel, attached by links and by the older methods.</summary>
internal static class TracingCases
{
    public static IEnumerable<Case> All =>
    [
        new("tracepoint", Tracepoint),
        new("tracepoint, by a link only", TracepointByLink)
        {
            Need = Need.Linux(5, 15),
            Refusal = TracepointByLink,
            RefusedWith = "too old for links of attach type PerfEvent, which came with Linux 5.15",
        },
        new("raw_tp", RawTracepoint),
        new("raw_tp.w", WritableTracepoint),
        new("lirc_mode2", Infrared)
        {
            Need = Receiver,
            Refusal = Infrared,
            RefusedWith = "it does not support program type LircMode2",
        },
        new("perf_event", PerfEvent),
        new("perf_event of this thread", OwnPageFaults),
        .. KprobeModes(),
        new("ksyscall", Ksyscall),
        new("kprobe at an offset", KprobeAtOffset),
        new("kprobe with text after the function", KprobeWithSuffix),
        new("kprobe of an unknown function", KprobeOfUnknownFunction),
        new("kprobe in the middle of an instruction", KprobeInsideInstruction),
        new("cookie of a tracepoint", Cookie) { Need = Need.Linux(5, 15), Refusal = Cookie, RefusedWith = NoCookies },
        new("cookie of a raw_tp", RawTracepointCookie)
        {
            Need = Need.Linux(6, 10),
            Refusal = RawTracepointCookie,
            RefusedWith = NoRawCookies,
        },
        new("cookie of a kprobe", KprobeCookie) { Need = Need.Linux(5, 15), Refusal = KprobeCookie, RefusedWith = NoCookies },
        new("kprobe.multi by pattern", KprobeMultiByPattern) { Need = Fprobe, Refusal = KprobeMultiByPattern, RefusedWith = NoFprobe },
        new("kprobe.multi by names", KprobeMultiByNames) { Need = Fprobe, Refusal = KprobeMultiByNames, RefusedWith = NoFprobe },
        new("kprobe.session", KprobeSession) { Need = Session, Refusal = KprobeSession, RefusedWith = NoSession },
    ];

    internal const string NoCookies =
        "It calls bpf_get_attach_cookie() (helper 174), which came with Linux 5.15; the running kernel is 5.10.";

    /// <summary>
    /// Debian's cloud kernels do not support LircMode2 programs. On a kernel that supports them, the module rc-loopback provides a
    /// receiver.
    /// </summary>
    private static Need Receiver =>
        new("an infrared receiver (/dev/lirc0)", () => KernelFeatures.Has(ProgramType.LircMode2) && File.Exists("/dev/lirc0"));

    private static Need Fprobe => Need.Linux(5, 18).AndOption("CONFIG_FPROBE", "register_fprobe");

    private static Need Session => Need.Linux(6, 10).AndOption("CONFIG_FPROBE", "register_fprobe");

    private static string NoFprobe => Need.Linux(5, 18).IsMet() ? "CONFIG_FPROBE" : NoCookies;

    private static string NoSession => Need.Linux(6, 10).IsMet() ? "CONFIG_FPROBE"
        : Need.Linux(5, 15).IsMet() ? "which came with Linux 6.10" : NoCookies;

    private static string NoRawCookies => Need.Linux(5, 15).IsMet() ? "bpf_get_attach_cookie" : NoCookies;

    private static void Tracepoint()
    {
        using var tracepoints = Tracepoints.Load();
        using (var link = tracepoints.OnGetpgid.Attach())
        {
            Check.Same(Environment.OSVersion.Version >= new Version(5, 15), link is KernelLink, "whether the link is a KernelLink");
            Trigger.GetProcessGroup(Trigger.WantedGroup);
        }

        Trigger.GetProcessGroup(Trigger.WantedGroup);
        Check.Same(1ul, tracepoints.Bss.Calls, "calls that the program sees");
    }

    private static void TracepointByLink()
    {
        using var tracepoints = Tracepoints.Load();
        using var link = tracepoints.OnGetpgid.Attach(linkOnly: true);
        Check.That(link is KernelLink, "the link is a KernelLink");
    }

    private static void RawTracepoint()
    {
        using var tracepoints = Tracepoints.Load();
        using (tracepoints.OnRename.Attach())
        {
            Trigger.RenameThread("bpfgen-test");
        }

        Trigger.RenameThread("bpfgen-test");
        Check.Same(1ul, tracepoints.Bss.Renames, "renames");
    }

    private static void WritableTracepoint()
    {
        const int ESTALE = 116;
        using var writable = Writable.Load();
        (writable.Bss.Process, writable.Bss.Error) = (Trigger.Process, -ESTALE);
        using (writable.OnFinish.Attach())
        {
            Check.Says("ESTALE", Check.Refused(() => writable.Run.TestRun(new byte[64])));
        }

        Check.Same(0, writable.Run.TestRun(new byte[64]).ReturnValue, "the result of the test run after detaching");
    }

    /// <summary>
    /// Sends an infrared signal to the loopback device, which also receives it: light for 900 microseconds, a pause of 600 microseconds,
    /// and light for 900 microseconds.
    /// </summary>
    private static void Infrared()
    {
        const string device = "/dev/lirc0";
        using var infrared = BpfGen.Kernel.Tests.Infrared.Load();
        using var link = infrared.OnSample.Attach(device);
        using var sender = new FileStream(device, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        sender.Write(MemoryMarshal.AsBytes<uint>([900, 600, 900]));
        Check.Soon(() => infrared.Bss.Samples >= 3, "samples arrive");
    }

    /// <summary>
    /// Writes to native memory to cause page faults. Newly allocated native memory has no pages yet, unlike memory of the garbage
    /// collector.
    /// </summary>
    private static unsafe void OwnPageFaults()
    {
        using var profile = Profile.Load();
        using (profile.OnSample.AttachToCallingThread(PerfEventSource.Software(SoftwareEvent.PageFaults)))
        {
            const int size = 8 << 20;
            var memory = (byte*)NativeMemory.Alloc(size);
            new Span<byte>(memory, size).Fill(1);
            NativeMemory.Free(memory);
        }

        Check.That(profile.Bss.Samples > 0, "the program sees page faults");
    }

    private static void PerfEvent()
    {
        using var profile = Profile.Load();
        using (profile.OnSample.Attach(PerfEventSource.CpuClock(frequency: 500)))
        {
            var clock = Stopwatch.StartNew();
            Check.Soon(() => clock.ElapsedMilliseconds < 20_000 && profile.Bss.Samples > 2, "samples arrive");
        }
    }

    private static IEnumerable<Case> KprobeModes()
    {
        foreach (var mode in Enum.GetValues<ProbeMode>())
        {
            yield return new($"kprobe and kretprobe, {mode}", () => Kprobe(mode))
            {
                Need = mode == ProbeMode.Link ? Need.Linux(5, 15) : Need.Nothing,
                Refusal = () => Kprobe(mode),
                RefusedWith = "which came with Linux 5.15",
            };
        }
    }

    private static void Kprobe(ProbeMode mode)
    {
        using var kprobes = Kprobes.Load();
        kprobes.Bss.Process = Trigger.Process;
        ulong starts, returns;
        using (kprobes.OnRead.Attach(new KprobeOptions { Mode = mode }))
        using (kprobes.OnReadReturn.Attach(new KprobeOptions { Mode = mode }))
        {
            kprobes.Bss.Starts = kprobes.Bss.Returns = 0;
            Trigger.Read();
            (starts, returns) = (kprobes.Bss.Starts, kprobes.Bss.Returns);
        }

        Check.That(starts > 0, "the program sees reads");
        Check.Same(starts, returns, "returns");
        var end = (kprobes.Bss.Starts, kprobes.Bss.Returns);
        Trigger.Read();
        Check.Same(end, (kprobes.Bss.Starts, kprobes.Bss.Returns), "starts and returns after detaching");
    }

    private static void Ksyscall()
    {
        using var kprobes = Kprobes.Load();
        kprobes.Bss.Process = Trigger.Process;
        using (kprobes.Attach())
        {
            Trigger.GetOwnGroup();
            Trigger.GetOwnGroup();
        }

        Trigger.GetOwnGroup();
        Check.Same((2ul, 2ul), (kprobes.Bss.Calls, kprobes.Bss.CallReturns), "calls and their returns");
    }

    private static void KprobeWithSuffix()
    {
        using var probe = HookVersions.Load();
        using (probe.OnRead.Attach())
        {
            Trigger.Read();
            Check.That(probe.Bss.Reads > 0, "the program sees reads");
        }
    }

    /// <summary>
    /// Every function begins with a call to the tracer: 5 bytes on x86-64, two instructions on arm64. In some kernels, a landing pad of 4
    /// bytes precedes the call.
    /// </summary>
    private static void KprobeAtOffset()
    {
        using var kprobes = Kprobes.Load();
        kprobes.Bss.Process = Trigger.Process;
        using (AttachBehindTracer())
        {
            Trigger.Read();
            Check.That(kprobes.Bss.Starts > 0, "the program sees reads");
        }

        BpfLink AttachBehindTracer()
        {
            var (tracer, landingPad) = Need.IsArm ? (8ul, 12ul) : (5ul, 9ul);
            try
            {
                return kprobes.OnRead.Attach("vfs_read", new KprobeOptions { Offset = tracer });
            }
            catch (BpfException)
            {
                return kprobes.OnRead.Attach("vfs_read", new KprobeOptions { Offset = landingPad });
            }
        }
    }

    private static void KprobeOfUnknownFunction()
    {
        using var kprobes = Kprobes.Load();
        Check.Says("bpfgen_no_such_function", Check.Refused(() => kprobes.OnRead.Attach("bpfgen_no_such_function")));
        var (other, name) = Need.IsArm ? ("__x64_sys_getpgid", "x86-64") : ("__arm64_sys_getpgid", "arm64");
        var message = Check.Refused(() => kprobes.OnRead.Attach(other));
        Check.Says($"The name is that of {name}", message);
        Check.Says("SEC(\"ksyscall/getpgid\")", message);
    }

    private static void KprobeInsideInstruction()
    {
        using var kprobes = Kprobes.Load();
        foreach (var mode in (ReadOnlySpan<ProbeMode>)[ProbeMode.Newest, ProbeMode.TraceFs])
        {
            var message = Check.Refused(() => kprobes.OnRead.Attach("vfs_read", new KprobeOptions { Offset = 1, Mode = mode }));
            Check.Says("failed with E", message);
            Check.Says(Need.IsArm ? "on arm64, instructions begin at multiples of 4" : "the start of an instruction", message);
        }
    }

    private static void Cookie()
    {
        using var cookies = Cookies.Load();
        using (cookies.OnGetpgid.Attach(cookie: 5))
        {
            Trigger.GetProcessGroup(Trigger.WantedGroup);
        }

        Check.Same(5ul, cookies.Bss.CallCookie, "the cookie");
    }

    private static void RawTracepointCookie()
    {
        using var cookies = Cookies.Load(new() { Programs = { OnRename = { AutoLoad = true } } });
        cookies.Bss.Process = Trigger.Process;
        using (cookies.OnRename.Attach(cookie: 6))
        {
            Trigger.RenameThread("bpfgen-test");
        }

        Check.Same(6ul, cookies.Bss.RenameCookie, "the cookie");
    }

    /// <summary>
    /// Attaches a program to the start of a function with one cookie, and then to the function's return with another cookie. Each time,
    /// checks that the program reads the right cookie.
    /// </summary>
    private static void KprobeCookie()
    {
        using var cookies = Cookies.Load(new() { Programs = { OnRead = { AutoLoad = true } } });
        cookies.Bss.Process = Trigger.Process;
        foreach (var (isReturn, cookie) in new[] { (false, 8ul), (true, 9ul) })
        {
            using (cookies.OnRead.Attach("vfs_read", new KprobeOptions { IsReturn = isReturn, Cookie = cookie }))
            {
                Trigger.Read();
            }

            Check.Same(cookie, cookies.Bss.ReadCookie, isReturn ? "the cookie at the return" : "the cookie at the start");
        }
    }

    private static void KprobeMultiByPattern()
    {
        using var kprobes = KprobesMulti.Load();
        kprobes.Bss.Process = Trigger.Process;
        using (kprobes.OnStarts.Attach(cookie: 7))
        using (kprobes.OnReturns.Attach())
        {
            Trigger.Read();
        }

        var seen = (kprobes.Bss.Starts, kprobes.Bss.Returns);
        Check.That(seen.Starts > 0 && seen.Returns > 0, "the programs see starts and returns");
        Check.Same(7ul, kprobes.Bss.Cookie, "the cookie");
        Trigger.Read();
        Check.Same(seen, (kprobes.Bss.Starts, kprobes.Bss.Returns), "starts and returns after detaching");
    }

    private static void KprobeMultiByNames()
    {
        using var kprobes = KprobesMulti.Load();
        kprobes.Bss.Process = Trigger.Process;
        using (kprobes.OnStarts.Attach(["vfs_read", "vfs_write"], [11, 12]))
        {
            Trigger.Read();
        }

        Check.Same(11ul, kprobes.Bss.Cookie, "the cookie");
        using (kprobes.OnStarts.AttachAvailable(["bpfgen_nowhere", "bpfgen_no*", "vfs_rea?", "vfs_write"], out var missing, cookie: 13))
        {
            Trigger.Read();
            Check.Same("bpfgen_no* bpfgen_nowhere", string.Join(' ', missing.Order()), "the functions that the kernel does not have");
        }

        Check.Same(13ul, kprobes.Bss.Cookie, "the cookie of the functions that the kernel has");
    }

    private static void KprobeSession()
    {
        using var kprobes = KprobesSession.Load();
        kprobes.Bss.Process = Trigger.Process;
        using (kprobes.OnBoth.Attach(cookie: 12))
        {
            Trigger.Read();
        }

        Check.That(kprobes.Bss.Both is > 0 and var both && both % 2 == 0, $"every start has a return ({kprobes.Bss.Both} calls in total)");
        Check.Same(12 * kprobes.Bss.Both, kprobes.Bss.Cookies, "the sum of the cookies at starts and returns");
    }
}
