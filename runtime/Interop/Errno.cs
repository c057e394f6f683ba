using System.Runtime.InteropServices;

namespace BpfGen.Interop;

/// <summary>The error numbers that the runtime knows by name; Linux has the same ones on every architecture that .NET runs on.</summary>
internal static class Errno
{
    public const int EPERM = 1;
    public const int ENOENT = 2;
    public const int EINTR = 4;
    public const int E2BIG = 7;
    public const int EAGAIN = 11;
    public const int ENOMEM = 12;
    public const int EACCES = 13;
    public const int EEXIST = 17;
    public const int ENODEV = 19;
    public const int EINVAL = 22;
    public const int EMFILE = 24;
    public const int ENOSPC = 28;

    /// <summary>That of the call that just failed.</summary>
    public static int Last => Marshal.GetLastPInvokeError();

    public static string NameOf(int errno) => errno switch
    {
        EPERM => "EPERM",
        ENOENT => "ENOENT",
        EINTR => "EINTR",
        E2BIG => "E2BIG",
        9 => "EBADF",
        EAGAIN => "EAGAIN",
        ENOMEM => "ENOMEM",
        EACCES => "EACCES",
        14 => "EFAULT",
        16 => "EBUSY",
        EEXIST => "EEXIST",
        ENODEV => "ENODEV",
        20 => "ENOTDIR",
        EINVAL => "EINVAL",
        23 => "ENFILE",
        EMFILE => "EMFILE",
        ENOSPC => "ENOSPC",
        34 => "ERANGE",
        38 => "ENOSYS",
        75 => "EOVERFLOW",
        95 => "EOPNOTSUPP",
        524 => "ENOTSUPP",
        _ => $"errno {errno}",
    };
}
