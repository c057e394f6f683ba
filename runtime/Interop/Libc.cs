using System.Runtime.InteropServices;

namespace BpfGen.Interop;

/// <summary>The functions of libc that BpfGen calls. All system calls of BpfGen go through this class.</summary>
internal static unsafe partial class Libc
{
    public const int OpenReadOnly = 0;
    public const int OpenWriteOnly = 1;
    public const int OpenAppend = 0x400;
    public const int OpenNonBlocking = 0x800;
    public const int OpenDirectory = 0x10000;
    public const int OpenCloseOnExec = 0x80000;
    public const int SeekStart = 0;
    public const int SeekEnd = 2;

    private const string Library = "libc";

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    public static partial nint Syscall(nint number, nint a, nint b, nint c);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    public static partial nint Syscall(nint number, nint a, nint b, nint c, nint d, nint e);

    /// <summary>
    /// Like <see cref="Syscall(nint, nint, nint, nint)"/>, but does not save the error number, because saving it takes 10% of the time of a
    /// map lookup. If the call fails, call <see cref="Errno.Take"/> next.
    /// </summary>
    [LibraryImport(Library, EntryPoint = "syscall")]
    public static partial nint RawSyscall(nint number, nint a, nint b, nint c);

    /// <summary>
    /// Like <see cref="RawSyscall"/>, for calls that take about a microsecond and do not wait. Such a call skips the GC transition, which
    /// takes 3% of a map lookup. In return, the garbage collector must wait until the call ends.
    /// </summary>
    [SuppressGCTransition]
    [LibraryImport(Library, EntryPoint = "syscall")]
    public static partial nint ShortSyscall(nint number, nint a, nint b, nint c);

    [LibraryImport(Library, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags);

    [LibraryImport(Library, EntryPoint = "openat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int OpenAt(int directory, string path, int flags);

    [LibraryImport(Library, EntryPoint = "readlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint ReadLinkAt(int directory, string path, void* buffer, nuint size);

    [LibraryImport(Library, EntryPoint = "lseek", SetLastError = true)]
    public static partial long Seek(int fd, long offset, int origin);

    [LibraryImport(Library, EntryPoint = "close")]
    public static partial int Close(int fd);

    /// <summary>Duplicates a descriptor. Child processes do not inherit the duplicate (<c>F_DUPFD_CLOEXEC</c>).</summary>
    public static int Duplicate(int fd) => FileControl(fd, 1030, 0);

    [LibraryImport(Library, EntryPoint = "fcntl", SetLastError = true)]
    private static partial int FileControl(int fd, int command, int argument);

    /// <summary>Reads a clock: seconds and nanoseconds. The C library reads most clocks without a system call.</summary>
    [SuppressGCTransition]
    [LibraryImport(Library, EntryPoint = "clock_gettime")]
    public static partial int ClockTime(int clock, long* time);

    [LibraryImport(Library, EntryPoint = "getpagesize")]
    public static partial int PageSize();

    [LibraryImport(Library, EntryPoint = "mmap", SetLastError = true)]
    public static partial nint MemoryMap(nint address, nuint length, int protection, int flags, int fd, nint offset);

    [LibraryImport(Library, EntryPoint = "munmap")]
    public static partial int MemoryUnmap(nint address, nuint length);

    [LibraryImport(Library, EntryPoint = "epoll_create1", SetLastError = true)]
    public static partial int EpollCreate(int flags);

    [LibraryImport(Library, EntryPoint = "epoll_ctl", SetLastError = true)]
    public static partial int EpollControl(int epoll, int operation, int fd, void* epollEvent);

    [LibraryImport(Library, EntryPoint = "epoll_wait", SetLastError = true)]
    public static partial int EpollWait(int epoll, void* events, int maxEvents, int timeout);

    [LibraryImport(Library, EntryPoint = "eventfd", SetLastError = true)]
    public static partial int EventFd(uint value, int flags);

    [LibraryImport(Library, EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(int fd, void* buffer, nuint count);

    [LibraryImport(Library, EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(int fd, void* buffer, nuint count);

    [LibraryImport(Library, EntryPoint = "socket", SetLastError = true)]
    public static partial int Socket(int domain, int type, int protocol);

    [LibraryImport(Library, EntryPoint = "bind", SetLastError = true)]
    public static partial int Bind(int fd, void* address, uint length);

    [LibraryImport(Library, EntryPoint = "setsockopt", SetLastError = true)]
    public static partial int SetSocketOption(int fd, int level, int option, void* value, uint length);

    [LibraryImport(Library, EntryPoint = "send", SetLastError = true)]
    public static partial nint Send(int fd, void* data, nuint length, int flags);

    [LibraryImport(Library, EntryPoint = "recv", SetLastError = true)]
    public static partial nint Receive(int fd, void* buffer, nuint length, int flags);

    [LibraryImport(Library, EntryPoint = "if_nametoindex", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial uint InterfaceIndex(string name);

    [LibraryImport(Library, EntryPoint = "ioctl", SetLastError = true)]
    public static partial int Control(int fd, nuint request, nint argument);

    [LibraryImport(Library, EntryPoint = "if_nameindex", SetLastError = true)]
    public static partial NetDevices.Entry* InterfaceNames();

    [LibraryImport(Library, EntryPoint = "if_freenameindex")]
    public static partial void FreeInterfaceNames(NetDevices.Entry* names);

    [LibraryImport(Library, EntryPoint = "setrlimit", SetLastError = true)]
    public static partial int SetResourceLimit(int resource, ulong* limits);

    [LibraryImport(Library, EntryPoint = "mkdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int MakeDirectory(string path, uint mode);

    [LibraryImport(Library, EntryPoint = "rmdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int RemoveDirectory(string path);

    [LibraryImport(Library, EntryPoint = "uname", SetLastError = true)]
    public static partial int SystemNames(void* names);

    [LibraryImport(Library, EntryPoint = "geteuid")]
    public static partial uint EffectiveUser();

    /// <summary>Reads the capabilities of the calling thread: <c>capget(2)</c>.</summary>
    [LibraryImport(Library, EntryPoint = "capget", SetLastError = true)]
    public static partial int ReadCapabilities(uint* header, uint* sets);

    [LibraryImport(Library, EntryPoint = "unlink", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Unlink(string path);
}
