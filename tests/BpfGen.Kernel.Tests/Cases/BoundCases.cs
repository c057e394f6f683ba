using System;
using System.Collections.Generic;
using System.IO;
using BpfGen.Kernel.Tests.Support;

namespace BpfGen.Kernel.Tests.Cases;

/// <summary>Programs that are bound to the kernel, or to another program, when they are loaded.</summary>
internal static class BoundCases
{
    private const int EPERM = 1;
    private const int ESRCH = 3;

    public static IEnumerable<Case> All =>
    [
        new("tp_btf", Tracepoint),
        new("fentry and fexit", StartAndEnd),
        new("fsession", StartAndEndInOne) { Need = Need.Linux(7, 0), Refusal = StartAndEndInOne, RefusedWith = "which came with Linux 7.0" },
        new("fmod_ret", Modified),
        new("lsm", Lsm),
        new("attach() of a whole object", WholeObject),
        new("cookie of fentry", Cookie) { Need = Need.Linux(6, 0), Refusal = Cookie, RefusedWith = "It calls bpf_get_attach_cookie() (helper 174), which came with Linux 5.15; this is 5.10." },
        new("freplace", Replace),
        new("freplace, of the program that is named", ReplaceNamed),
        new("lsm_cgroup", LsmCgroup) { Need = Need.Linux(6, 0), Refusal = LsmCgroup, RefusedWith = "is too old for LsmCgroup, which came with Linux 6.0" },
    ];

    private static void Tracepoint()
    {
        using var hooks = Hooks.Load(new() { Programs = { OnRename = { AutoLoad = true } } });
        hooks.Bss.Process = Trigger.Process;
        using (hooks.OnRename.Attach())
        {
            Trigger.RenameThread("bpfgen-test");
        }

        Trigger.RenameThread("bpfgen-test");
        Check.Same(1ul, hooks.Bss.Renames, "renames");
    }

    private static void StartAndEnd()
    {
        using var traced = Load();
        using (traced.OnStart.Attach())
        using (traced.OnEnd.Attach())
        {
            Check.Same(0, Trigger.GetOwnGroup(), "getpgid");
        }

        Trigger.GetOwnGroup();
        Check.Same((1ul, 1ul, 0), (traced.Bss.Starts, traced.Bss.Ends, traced.Bss.Result), "starts, ends and the result");
    }

    private static void StartAndEndInOne()
    {
        using var traced = Traced.Load(new() { Programs = { OnBoth = { AutoLoad = true } } });
        traced.Bss.Process = Trigger.Process;
        using (traced.OnBoth.Attach())
        {
            Trigger.GetOwnGroup();
        }

        Trigger.GetOwnGroup();
        Check.Same(2ul, traced.Bss.Both, "the start and the end");
    }

    private static void Modified()
    {
        using var traced = Load();
        traced.Bss.ModifiedResult = -ESRCH;
        using (traced.OnEnd.Attach())
        using (traced.Instead.Attach())
        {
            Check.Same(ESRCH, Trigger.GetOwnGroup(), "what getpgid fails with");
        }

        Check.Same((1ul, -ESRCH), (traced.Bss.Modified, traced.Bss.Result), "calls, and the result that fexit sees");
        Check.Same(0, Trigger.GetOwnGroup(), "getpgid, when the link is gone");
    }

    private static void Lsm()
    {
        using var traced = Load();
        traced.Bss.Decision = -EPERM;
        using (traced.Decide.Attach())
        {
            Check.Same(EPERM, Trigger.GetOwnGroup(), "what getpgid fails with");
        }

        Check.Same(1ul, traced.Bss.Decided, "decisions");
        Check.Same(0, Trigger.GetOwnGroup(), "getpgid, when the link is gone");
    }

    private static void WholeObject()
    {
        using var traced = Load();
        using (var links = traced.Attach())
        {
            Check.Same(4, links.Count, "links");
            Trigger.GetOwnGroup();
        }

        Trigger.GetOwnGroup();
        Check.Same((1ul, 1ul, 1ul, 1ul), (traced.Bss.Starts, traced.Bss.Ends, traced.Bss.Modified, traced.Bss.Decided), "each program's calls");
    }

    private static void Cookie()
    {
        using var traced = Traced.Load(new() { Programs = { OnStartWithCookie = { AutoLoad = true } } });
        traced.Bss.Process = Trigger.Process;
        using (traced.OnStartWithCookie.Attach(cookie: 99))
        {
            Trigger.GetOwnGroup();
        }

        Check.Same(99ul, traced.Bss.Cookie, "the cookie");
    }

    private static void Replace()
    {
        using var original = Replaced.Load();
        using var extension = Replaced.Load(new()
        {
            Programs = { Ask = { AutoLoad = false }, OtherAnswer = { AutoLoad = true, AttachProgram = original.Ask } },
        });
        Check.Same(1, original.Ask.TestRun(new byte[64]).ReturnValue, "the answer before");
        using (extension.OtherAnswer.Attach())
        {
            Check.Same(2, original.Ask.TestRun(new byte[64]).ReturnValue, "the answer of the extension");
        }

        Check.Same(1, original.Ask.TestRun(new byte[64]).ReturnValue, "the answer after");
        Check.Same((2ul, 1ul), (original.Bss.Own, extension.Bss.Others), "calls of each");
    }

    /// <summary>It is loaded for one program, and put into another and then into that one: to the kernel, each is as good.</summary>
    private static void ReplaceNamed()
    {
        using var first = Replaced.Load();
        using var second = Replaced.Load();
        using var extension = Replaced.Load(new()
        {
            Programs = { Ask = { AutoLoad = false }, OtherAnswer = { AutoLoad = true, AttachProgram = first.Ask } },
        });
        Check.Says("The program 'ask' has no such function.", Check.Refused(() => extension.OtherAnswer.Attach(second.Ask, "nowhere").Dispose()));
        using (extension.OtherAnswer.Attach(second.Ask, "answer"))
        {
            Check.Same((1, 2), (Ask(first), Ask(second)), "the answers, the second one of the extension");
            Check.Says("Another program has the function's place.", Check.Refused(() => extension.OtherAnswer.Attach(second.Ask, "answer").Dispose()));
            using (extension.OtherAnswer.Attach(first.Ask, "answer"))
            {
                Check.Same((2, 2), (Ask(first), Ask(second)), "the answers, both of the extension");
            }
        }

        Check.Same((1, 1), (Ask(first), Ask(second)), "the answers after");
        Check.Says("Attach(program, function)", Check.Refused(() => extension.OtherAnswer.Attach().Dispose()));
        Check.Same(3ul, extension.Bss.Others, "calls of the extension");

        static int Ask(Replaced replaced) => replaced.Ask.TestRun(new byte[64]).ReturnValue;
    }

    private static void LsmCgroup()
    {
        using var bound = CgroupBound.Load();
        using (bound.Refuse.Attach(OwnCgroup.Path))
        {
            Check.That(!CanBind(), "no socket is bound");
        }

        Check.That(CanBind(), "sockets are bound when the link is gone");
        Check.That(bound.Bss.Binds > 0, "binds are seen");

        static bool CanBind()
        {
            try
            {
                Trigger.Send();
                return true;
            }
            catch (Exception exception) when (exception is IOException or System.Net.Sockets.SocketException)
            {
                return false;
            }
        }
    }

    private static Traced Load()
    {
        var traced = Traced.Load();
        traced.Bss.Process = Trigger.Process;
        return traced;
    }
}
