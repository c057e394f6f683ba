using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using BpfGen.KernelFacts;

namespace BpfGen.Interop;

/// <summary>The error numbers that BpfGen's code handles. <see cref="ErrnoTable"/> has the names of all error numbers.</summary>
internal static class Errno
{
    public const int EPERM = 1;
    public const int ENOENT = 2;
    public const int ESRCH = 3;
    public const int EINTR = 4;
    public const int ENXIO = 6;
    public const int E2BIG = 7;
    public const int ENOEXEC = 8;
    public const int EBADF = 9;
    public const int EAGAIN = 11;
    public const int ENOMEM = 12;
    public const int EACCES = 13;
    public const int EBUSY = 16;
    public const int EEXIST = 17;
    public const int ENODEV = 19;
    public const int EINVAL = 22;
    public const int ENFILE = 23;
    public const int EMFILE = 24;
    public const int ENOSPC = 28;
    public const int EROFS = 30;
    public const int ERANGE = 34;
    public const int ENOSYS = 38;
    public const int ENOPKG = 65;
    public const int EBADMSG = 74;
    public const int EILSEQ = 84;
    public const int EPROTONOSUPPORT = 93;
    public const int EOPNOTSUPP = 95;
    public const int EAFNOSUPPORT = 97;
    public const int EADDRNOTAVAIL = 99;
    public const int ENOBUFS = 105;
    public const int ESTALE = 116;
    public const int ENOKEY = 126;
    public const int EKEYREJECTED = 129;

    /// <summary>
    /// "Operation is not supported". This number is internal to the kernel, so libc does not define it, but some system calls return it.
    /// </summary>
    public const int ENOTSUPP = 524;

    /// <summary>The largest number of times that a call is made if it keeps failing for a reason that passes.</summary>
    public static int MostTries => 5;

    /// <summary>The kernel's error numbers are below this number (<c>MAX_ERRNO</c> in <c>linux/err.h</c>).</summary>
    private const int AfterErrnos = 4096;

    /// <summary>The error number of the last failed call.</summary>
    public static int Last
    {
        get => Marshal.GetLastPInvokeError();
        set => Marshal.SetLastPInvokeError(value);
    }

    /// <summary>
    /// Reads and saves the error number of a <see cref="Libc.RawSyscall"/> or <see cref="Libc.ShortSyscall"/> that just failed. From then
    /// on, <see cref="Last"/> returns the number.
    /// </summary>
    /// <remarks>This method is not inlined: calls rarely fail, so the code at each call stays short.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Take()
    {
        var errno = Marshal.GetLastSystemError();
        Marshal.SetLastPInvokeError(errno);
        return errno;
    }

    /// <summary>
    /// Whether the same call can succeed a moment later: a signal interrupted it, or the kernel was short of memory or descriptors.
    /// </summary>
    public static bool IsTransient(int errno) => errno is EINTR or EAGAIN or ENOMEM or ENOBUFS or EMFILE or ENFILE;

    /// <summary>
    /// Whether to repeat a call that just failed, because its failure would leave something behind or the state of the kernel unknown.
    /// </summary>
    /// <param name="tries">The number of failures so far. This method counts the last one.</param>
    public static bool ShouldRetry(ref int tries) => ++tries < MostTries && IsTransient(Last);

    /// <summary>Gets the error number of an exception of .NET's file operations; null if it has none.</summary>
    /// <remarks>
    /// .NET puts the error number of a system call into <see cref="Exception.HResult"/>, and wraps that exception if a permission is
    /// missing.
    /// </remarks>
    public static int? Of(Exception exception) =>
        (exception.InnerException ?? exception).HResult is var number and > 0 and < AfterErrnos ? number : null;

    /// <summary>Gets the name of an error number: <c>EPERM</c>.</summary>
    public static string NameOf(int errno) => ErrnoTable.NameOf(errno);
}
