using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using BpfGen.KernelFacts;

namespace BpfGen.Interop;

/// <summary>The error numbers that BpfGen compares with. <see cref="ErrnoTable"/> has the names of all error numbers.</summary>
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
    public const int ERANGE = 34;
    public const int ENOSYS = 38;
    public const int EILSEQ = 84;
    public const int EPROTONOSUPPORT = 93;
    public const int EOPNOTSUPP = 95;
    public const int EAFNOSUPPORT = 97;
    public const int EADDRNOTAVAIL = 99;
    public const int ESTALE = 116;

    /// <summary>"Operation is not supported": a kernel-internal number that also reaches user space. libc does not define it.</summary>
    public const int ENOTSUPP = 524;

    /// <summary>The error number of the last failed call.</summary>
    public static int Last => Marshal.GetLastPInvokeError();

    /// <summary>
    /// Reads the error number of a call that just failed and did not store the number. This method also stores it, so that
    /// <see cref="Last"/> returns it.
    /// </summary>
    /// <remarks>Not inlined: calls rarely fail, and the code of successful calls stays short.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Take()
    {
        var errno = Marshal.GetLastSystemError();
        Marshal.SetLastPInvokeError(errno);
        return errno;
    }

    /// <summary>Gets the name of an error number: <c>EPERM</c>.</summary>
    public static string NameOf(int errno) => ErrnoTable.NameOf(errno);
}
