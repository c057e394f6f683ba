using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace BpfGen.Interop;

/// <summary>The error numbers that the runtime knows by name; Linux has the same ones on every architecture that .NET runs on.</summary>
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
    public const int EILSEQ = 84;
    public const int EPROTONOSUPPORT = 93;
    public const int EOPNOTSUPP = 95;
    public const int EAFNOSUPPORT = 97;
    public const int EADDRNOTAVAIL = 99;
    public const int ESTALE = 116;

    /// <summary>The kernel's own word for an operation that is not there; no errno of user space.</summary>
    public const int ENOTSUPP = 524;

    /// <summary>That of the call that just failed.</summary>
    public static int Last => Marshal.GetLastPInvokeError();

    /// <summary>That of a call which has just failed, and which has left it where the system puts it. From here on <see cref="Last"/> gives it too.</summary>
    /// <remarks>Not inlined: calls fail seldom, and those that do not are short.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Take()
    {
        var errno = Marshal.GetLastSystemError();
        Marshal.SetLastPInvokeError(errno);
        return errno;
    }

    public static string NameOf(int errno) => errno switch
    {
        EPERM => "EPERM",
        ENOENT => "ENOENT",
        ESRCH => "ESRCH",
        EINTR => "EINTR",
        ENXIO => "ENXIO",
        E2BIG => "E2BIG",
        ENOEXEC => "ENOEXEC",
        EBADF => "EBADF",
        EAGAIN => "EAGAIN",
        ENOMEM => "ENOMEM",
        EACCES => "EACCES",
        14 => "EFAULT",
        EBUSY => "EBUSY",
        EEXIST => "EEXIST",
        ENODEV => "ENODEV",
        20 => "ENOTDIR",
        EINVAL => "EINVAL",
        ENFILE => "ENFILE",
        EMFILE => "EMFILE",
        ENOSPC => "ENOSPC",
        ERANGE => "ERANGE",
        38 => "ENOSYS",
        75 => "EOVERFLOW",
        EILSEQ => "EILSEQ",
        EPROTONOSUPPORT => "EPROTONOSUPPORT",
        EOPNOTSUPP => "EOPNOTSUPP",
        EAFNOSUPPORT => "EAFNOSUPPORT",
        98 => "EADDRINUSE",
        EADDRNOTAVAIL => "EADDRNOTAVAIL",
        101 => "ENETUNREACH",
        105 => "ENOBUFS",
        111 => "ECONNREFUSED",
        113 => "EHOSTUNREACH",
        ESTALE => "ESTALE",
        ENOTSUPP => "ENOTSUPP",
        _ => $"errno {errno}",
    };
}
