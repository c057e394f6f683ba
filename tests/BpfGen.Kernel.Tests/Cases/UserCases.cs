using System;
using System.Collections.Generic;
using System.Linq;
using BpfGen.Kernel.Tests.Support;
using BpfGen.Runtime.Tests.Support;

namespace BpfGen.Kernel.Tests.Cases;

/// <summary>Probes in user-space programs, here on the functions of a library that is built for these cases.</summary>
internal static class UserCases
{
    public static IEnumerable<Case> All =>
    [
        .. Modes(),
        new("uprobe at an offset in one process", OneProcess),
        new("cookie of a uprobe", Cookie) { Need = Need.Linux(5, 15), Refusal = Cookie, RefusedWith = TracingCases.NoCookies },
        new("uprobe.multi", Multi)
        {
            Need = Need.Linux(6, 6), Refusal = Multi,
            RefusedWith = Need.Linux(5, 15).IsMet() ? "which came with Linux 6.6" : TracingCases.NoCookies,
        },
        new("uprobe.session", Session)
        {
            Need = Need.Linux(6, 13), Refusal = Session,
            RefusedWith = Need.Linux(5, 15).IsMet() ? "which came with Linux 6.13" : TracingCases.NoCookies,
        },
        new("usdt", Usdt),
        new("usdt probe with several locations", Locations),
    ];

    private static IEnumerable<Case> Modes()
    {
        foreach (var mode in Enum.GetValues<ProbeMode>())
        {
            yield return new($"uprobe and uretprobe, {mode}", () => Both(mode))
            {
                Need = mode == ProbeMode.Link ? Need.Linux(5, 15) : Need.Nothing,
                Refusal = () => Both(mode),
                RefusedWith = "which came with Linux 5.15",
            };
        }
    }

    private static void Both(ProbeMode mode)
    {
        using var library = new ProbedLibrary();
        using var uprobes = Uprobes.Load();
        using (uprobes.OnStart.Attach(library.Path, "probed_one", new UprobeOptions { Mode = mode }))
        using (uprobes.OnReturn.Attach(library.Path, "probed_one", new UprobeOptions { Mode = mode }))
        {
            Check.Same(42, library.Call(0, 41), "the return value of the function");
            library.Call(1, 41);
        }

        library.Call(0, 41);
        Check.Same((1ul, 1ul), (uprobes.Bss.Starts, uprobes.Bss.Returns), "starts and returns");
    }

    private static void OneProcess()
    {
        using var library = new ProbedLibrary();
        using var uprobes = Uprobes.Load();
        using (uprobes.OnStart.Attach(library.Path, ProbedLibrary.TextOffset + 16, new UprobeOptions { Pid = 1 }))
        {
            library.Call(1, 1);
        }

        using (uprobes.OnStart.Attach(library.Path, ProbedLibrary.TextOffset + 16, new UprobeOptions { Pid = Environment.ProcessId }))
        {
            library.Call(1, 1);
        }

        Check.Same(1ul, uprobes.Bss.Starts, "starts in this process");
    }

    private static void Cookie()
    {
        using var library = new ProbedLibrary();
        using var cookies = Cookies.Load();
        using (cookies.OnStart.Attach(library.Path, "probed_one", new UprobeOptions { Cookie = 77 }))
        {
            library.Call(0, 1);
        }

        Check.Same(77ul, cookies.Bss.StartCookie, "the cookie");
    }

    private static void Multi()
    {
        using var library = new ProbedLibrary();
        using var uprobes = UprobesMulti.Load();
        using (uprobes.OnStarts.Attach(library.Path, "probed_t*", cookie: 5))
        using (uprobes.OnReturns.Attach(library.Path, "probed_*"))
        {
            library.Call(0, 1);
            library.Call(1, 1);
            library.Call(2, 1);
        }

        library.Call(1, 1);
        Check.Same(
            (2ul, 10ul, 3ul),
            (uprobes.Bss.Starts, uprobes.Bss.Cookies, uprobes.Bss.Returns),
            "starts, the sum of their cookies, and returns");
    }

    private static void Session()
    {
        using var library = new ProbedLibrary();
        using var uprobes = UprobesSession.Load();
        using (uprobes.OnBoth.Attach(library.Path, [ProbedLibrary.TextOffset, ProbedLibrary.TextOffset + 16], [1, 2]))
        {
            library.Call(0, 1);
            library.Call(1, 1);
        }

        library.Call(0, 1);
        Check.Same(3ul, uprobes.Bss.Both, "calls at the starts of both functions and at the return of one function");
    }

    private static Usdt LoadUsdt() =>
        BpfGen.Kernel.Tests.Usdt.Load(new() { Rodata = { InstructionPointer = Need.IsArm ? 256u : 128u } });

    /// <summary>
    /// Before Linux 5.15, the program finds the probe's arguments by the address of the probe. In a library, this address is known only if
    /// the program is attached to one process.
    /// </summary>
    private static void Usdt()
    {
        using var library = new ProbedLibrary();
        using var usdt = LoadUsdt();
        using (usdt.OnWork.Attach(library.Path, "bpfgen", "work", new UsdtOptions { Cookie = 9, Pid = Environment.ProcessId }))
        {
            Check.Same((ushort)1, library.Semaphore, "the semaphore while the program is attached");
            library.Work(-3, 0x1122_3344_5566_7788);
        }

        library.Work(0, 0);
        Check.Same((ushort)0, library.Semaphore, "the semaphore after detaching");
        Check.Same((1ul, 9ul, 3ul), (usdt.Bss.Hits, usdt.Bss.Cookie, usdt.Bss.Count), "the hits, the cookie and the number of arguments");
        Check.Same(
            (unchecked((ulong)-3), 0x1122_3344_5566_7788ul, 7ul),
            (usdt.Bss.Values[0], usdt.Bss.Values[1], usdt.Bss.Values[2]),
            "the arguments");
    }

    /// <summary>
    /// If the kernel supports uprobe multi links for one process, one link covers all locations of the probe. Otherwise, each location has
    /// a link of its own.
    /// </summary>
    private static void Locations()
    {
        using var library = new ProbedLibrary();
        using var usdt = LoadUsdt();
        using (var link = usdt.OnWork.Attach(library.Path, "bpfgen", "pair", new UsdtOptions { Pid = Environment.ProcessId }))
        {
            Check.Same(Need.Linux(6, 10).IsMet() ? 1 : 2, link.Links.Count, "the number of links");
            foreach (var which in (ReadOnlySpan<int>)[0, 1])
            {
                library.Pair(which, which, 20);
                Check.Same(
                    ((ulong)which + 1, (ulong)which, 20ul, (ulong)which + 8),
                    (usdt.Bss.Hits, usdt.Bss.Values[0], usdt.Bss.Values[1], usdt.Bss.Values[2]),
                    "hits and arguments");
            }
        }

        library.Pair(1, 0, 0);
        Check.Same(2ul, usdt.Bss.Hits, "hits after detaching");
    }
}
