using System;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using System.Threading;
using BpfGen.Interop;
using Xunit;

namespace BpfGen.Runtime.Tests.Support;

/// <summary>
/// Runs a test on a new thread with few capabilities. In the kernel, each thread has its own user and capabilities. The functions of the C
/// library change them for all threads, but direct system calls change them only for the calling thread.
/// </summary>
internal static unsafe class LimitedUser
{
    private const int Nobody = 65534;
    private const int KeepCapabilities = 8;
    private const int Version3 = 0x20080522;

    private static bool IsArm => RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    /// <summary>Runs a test as the user "nobody".</summary>
    public static void Run(Capability[] capabilities, Action test) => Run(isRoot: false, capabilities, test);

    /// <summary>Runs a test as user root, which owns the files of tracefs, but with only the given capabilities.</summary>
    public static void RunAsRoot(Capability[] capabilities, Action test) => Run(isRoot: true, capabilities, test);

    private static void Run(bool isRoot, Capability[] capabilities, Action test)
    {
        Kernel.NetworkRequired();
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");

        // Read the path now, because .NET stores it and the other user may not read the link /proc/self/exe.
        _ = Environment.ProcessPath;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                Limit(isRoot, capabilities);
                test();
            }
            catch (Exception exception)
            {
                failure = exception;
            }
        });
        thread.Start();
        thread.Join();
        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    private static void Limit(bool isRoot, Capability[] capabilities)
    {
        if (!isRoot)
        {
            Check(Libc.Syscall(IsArm ? 167 : 157, KeepCapabilities, 1, 0), "prctl");
            Check(Libc.Syscall(IsArm ? 159 : 116, 0, 0, 0), "setgroups");
            Check(Libc.Syscall(IsArm ? 149 : 119, Nobody, Nobody, Nobody), "setresgid");
            Check(Libc.Syscall(IsArm ? 147 : 117, Nobody, Nobody, Nobody), "setresuid");
        }

        var set = 0ul;
        foreach (var capability in capabilities)
        {
            set |= 1ul << (int)capability;
        }

        // Two structs with the effective, permitted and inheritable sets: first the low halves, then the high halves.
        var header = stackalloc int[] { Version3, 0 };
        var sets = stackalloc uint[] { (uint)set, (uint)set, 0, (uint)(set >> 32), (uint)(set >> 32), 0 };
        Check(Libc.Syscall(IsArm ? 91 : 126, (nint)header, (nint)sets, 0), "capset");
    }

    private static void Check(nint result, string call) => Assert.True(result == 0, $"{call}: {Errno.NameOf(Errno.Last)}");
}
