using System;
using System.Collections.Generic;
using System.IO;
using BpfGen.Kernel.Tests.Support;

namespace BpfGen.Kernel.Tests.Cases;

/// <summary>
/// Programs that the kernel binds to a function at load time: to a kernel function (fentry, LSM) or to a function of another program
/// (freplace).
/// </summary>
internal static class BoundCases
{
    private const int EPERM = 1;
    private const int ESRCH = 3;

    public static IEnumerable<Case> All =>
    [
        new("tp_btf", Tracepoint),
        new Case("fentry and fexit", StartAndEnd).ByTrampoline(),
        new Case("fentry that options make fexit", EndInsteadOfStart).ByTrampoline(),
        new("fsession", StartAndEndInOne)
        {
            Need = Need.Linux(7, 0),
            Refusal = StartAndEndInOne,
            RefusedWith = "which came with Linux 7.0",
        },
        new Case("fmod_ret", Modified).ByTrampoline(),
        new Case("lsm", Lsm).ByTrampoline(),
        new Case("Attach() of a whole object", WholeObject).ByTrampoline(),
        new Case("fentry with a cookie", Cookie)
        {
            Need = Need.Linux(6, 0),
            Refusal = Cookie,
            RefusedWith = "It calls bpf_get_attach_cookie() (helper 174), which came with Linux 5.15; the running kernel is 5.10.",
        }.ByTrampoline(),
        new Case("freplace", Replace).ByReplacement(),
        new Case("freplace of a named function", ReplaceNamed).ByReplacement(),
        new Case("lsm_cgroup", LsmCgroup)
        {
            Need = Need.Linux(6, 0),
            Refusal = LsmCgroup,
            RefusedWith = "is too old for attach type LsmCgroup, which came with Linux 6.0",
        }.ByTrampoline(),
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
            Check.Same(0, Trigger.GetOwnGroup(), "the error of getpgid");
        }

        Trigger.GetOwnGroup();
        Check.Same((1ul, 1ul, 0), (traced.Bss.Starts, traced.Bss.Ends, traced.Bss.Result), "starts, ends and the result that fexit sees");
    }

    /// <summary>
    /// The load options change a program from fentry to fexit. The program reads the function's return value, which the verifier allows
    /// only in fexit programs.
    /// </summary>
    private static void EndInsteadOfStart()
    {
        using var kinds = Kinds.Load(new()
        {
            Programs = { AutoLoad = false, Returns = { AutoLoad = true, ExpectedAttachType = AttachType.TraceFexit } },
        });
        kinds.Bss.Process = Trigger.Process;
        using (kinds.Returns.Attach())
        {
            Check.Same(0, Trigger.GetOwnGroup(), "the error of getpgid");
        }

        Check.Same((1ul, 0ul), (kinds.Bss.Calls, kinds.Data.Returned), "calls, and the last value that the function returned");
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
        Check.Same(2ul, traced.Bss.Both, "calls at the start and at the end");
    }

    private static void Modified()
    {
        using var traced = Load();
        traced.Bss.ModifiedResult = -ESRCH;
        using (traced.OnEnd.Attach())
        using (traced.Instead.Attach())
        {
            Check.Same(ESRCH, Trigger.GetOwnGroup(), "the error of getpgid");
        }

        Check.Same((1ul, -ESRCH), (traced.Bss.Modified, traced.Bss.Result), "calls of fmod_ret, and the result that fexit sees");
        Check.Same(0, Trigger.GetOwnGroup(), "the error of getpgid after detaching");
    }

    private static void Lsm()
    {
        using var traced = Load();
        traced.Bss.Decision = -EPERM;
        using (traced.Decide.Attach())
        {
            Check.Same(EPERM, Trigger.GetOwnGroup(), "the error of getpgid");
        }

        Check.Same(1ul, traced.Bss.Decided, "calls of the LSM program");
        Check.Same(0, Trigger.GetOwnGroup(), "the error of getpgid after detaching");
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
        Check.Same(
            (1ul, 1ul, 1ul, 1ul), (traced.Bss.Starts, traced.Bss.Ends, traced.Bss.Modified, traced.Bss.Decided),
            "the calls of each program");
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
        Check.Same(1, original.Ask.TestRun(new byte[64]).ReturnValue, "the answer before attaching");
        using (extension.OtherAnswer.Attach())
        {
            Check.Same(2, original.Ask.TestRun(new byte[64]).ReturnValue, "the answer while the extension is attached");
        }

        Check.Same(1, original.Ask.TestRun(new byte[64]).ReturnValue, "the answer after detaching");
        Check.Same((2ul, 1ul), (original.Bss.Own, extension.Bss.Others), "calls of the original function and of the extension");
    }

    /// <summary>
    /// Loads an extension for one program. Attaches it to another program, and then to the first one. The kernel allows both.
    /// </summary>
    private static void ReplaceNamed()
    {
        using var first = Replaced.Load();
        using var second = Replaced.Load();
        using var extension = Replaced.Load(new()
        {
            Programs = { Ask = { AutoLoad = false }, OtherAnswer = { AutoLoad = true, AttachProgram = first.Ask } },
        });
        Check.Says(
            "Program 'ask' has no function 'nowhere'.",
            Check.Refused(() => extension.OtherAnswer.Attach(second.Ask, "nowhere").Dispose()));
        using (extension.OtherAnswer.Attach(second.Ask, "answer"))
        {
            Check.Same((1, 2), (Ask(first), Ask(second)), "the answers with the extension in the second program");
            Check.Says(
                "Another program replaces the function already.",
                Check.Refused(() => extension.OtherAnswer.Attach(second.Ask, "answer").Dispose()));
            using (extension.OtherAnswer.Attach(first.Ask, "answer"))
            {
                Check.Same((2, 2), (Ask(first), Ask(second)), "the answers with the extension in both programs");
            }
        }

        Check.Same((1, 1), (Ask(first), Ask(second)), "the answers after detaching");
        Check.Says("Attach(program, function)", Check.Refused(() => extension.OtherAnswer.Attach().Dispose()));
        Check.Same(3ul, extension.Bss.Others, "calls of the extension");

        static int Ask(Replaced replaced) => replaced.Ask.TestRun(new byte[64]).ReturnValue;
    }

    private static void LsmCgroup()
    {
        using var bound = CgroupBound.Load();
        using (bound.Refuse.Attach(OwnCgroup.Path))
        {
            Check.That(!CanBind(), "binding a socket fails");
        }

        Check.That(CanBind(), "binding a socket succeeds after detaching");
        Check.That(bound.Bss.Binds > 0, "the program sees binds");

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
