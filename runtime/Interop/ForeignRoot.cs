using System;
using System.Collections.Generic;
using System.Globalization;

namespace BpfGen.Interop;

/// <summary>
/// The root directory of another process (<c>/proc/PID/root</c>). Files below it are opened as that process sees them: absolute symbolic
/// links start at this root, and <c>..</c> does not lead above it.
/// </summary>
/// <remarks>
/// A container controls the files below its root. A path such as <c>/proc/PID/root/usr/lib/libx.so</c> is not enough: the kernel follows an
/// absolute symbolic link in it from the root of the calling process.
/// </remarks>
internal sealed unsafe class ForeignRoot : IDisposable
{
    private const int OpenPath = 0x200000;
    private const ulong ResolveNoMagicLinks = 0x02;
    private const ulong ResolveInRoot = 0x10;

    /// <summary>The largest number of symbolic links in a path. It is the same as the kernel's limit.</summary>
    private const int MostLinks = 40;

    private readonly FileDescriptor _directory;

    private ForeignRoot(FileDescriptor directory) => _directory = directory;

    /// <summary>The flags of <c>open</c> that differ between architectures.</summary>
    private static int OpenDirectory { get; } = SyscallNumbers.HasArmOpenFlags ? 0x4000 : 0x10000;

    private static int OpenNoFollow { get; } = SyscallNumbers.HasArmOpenFlags ? 0x8000 : 0x20000;

    /// <summary>The path of a process's root directory, for messages.</summary>
    public static string PathOf(int processId) => string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/root");

    /// <returns>The root; null if the process does not exist or cannot be inspected.</returns>
    public static ForeignRoot? TryOpen(int processId) => TryOpen(PathOf(processId));

    /// <param name="directory">The root directory.</param>
    /// <returns>The root; null if the directory cannot be opened.</returns>
    public static ForeignRoot? TryOpen(string directory)
    {
        var fd = Libc.Open(directory, OpenPath | OpenDirectory | Libc.OpenCloseOnExec);
        return fd < 0 ? null : new ForeignRoot(new FileDescriptor(fd));
    }

    /// <summary>
    /// Opens a regular file for reading. Does not open devices and pipes, because opening a device or pipe can block or change its state.
    /// </summary>
    /// <param name="path">The path, as the process sees it.</param>
    /// <returns>The file; null if it does not exist, is not a regular file or cannot be read.</returns>
    public FileDescriptor? TryOpenFile(string path)
    {
        // EAGAIN means that a directory was moved during the call. Opening the path name by name works even in that case.
        using var place = TryResolve(path) ?? (Errno.Last is Errno.ENOSYS or Errno.EPERM or Errno.EAGAIN ? TryWalk(path) : null);
        if (place is null || FileStatus.TryRead(place) is not { IsRegular: true })
        {
            return null;
        }

        var fd = Libc.Open(PathOf(place), Libc.OpenReadOnly | Libc.OpenCloseOnExec | Libc.OpenNonBlocking);
        return fd < 0 ? null : new FileDescriptor(fd);
    }

    /// <summary>
    /// The path by which system calls of this process reach an open file, without a second look-up of the file's own path.
    /// </summary>
    public static string PathOf(FileDescriptor file) => string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{file.Number}");

    public void Dispose() => _directory.Dispose();

    /// <summary>Resolves a path in one system call (<c>openat2</c>, Linux 5.6).</summary>
    /// <returns>The file; null if the path does not exist, or if a sandbox does not allow the call.</returns>
    private FileDescriptor? TryResolve(string path)
    {
        using var root = _directory.Use();
        var how = stackalloc ulong[] { (ulong)(OpenPath | Libc.OpenCloseOnExec), 0, ResolveInRoot | ResolveNoMagicLinks };
        fixed (byte* text = ObjectPin.ZeroTerminated(path))
        {
            var fd = (int)Libc.Syscall(SyscallNumbers.OpenIn, root.Number, (nint)text, (nint)how, 3 * sizeof(ulong), 0);
            return fd < 0 ? null : new FileDescriptor(fd);
        }
    }

    /// <summary>
    /// Resolves a path name by name, for sandboxes that forbid <c>openat2</c>. The method keeps a descriptor of each directory of the path.
    /// So <c>..</c> returns to the directory that the path passed through, even if another process moves directories during the call.
    /// </summary>
    /// <returns>The file; null if the path does not exist, or leads through more than 40 symbolic links.</returns>
    internal FileDescriptor? TryWalk(string path)
    {
        var way = new Stack<FileDescriptor>();
        var names = new Stack<string>();
        Push(names, path);
        try
        {
            for (var links = 0; names.TryPop(out var name);)
            {
                if (name is "..")
                {
                    (way.TryPop(out var left) ? left : null)?.Dispose();
                    continue;
                }

                var next = TryOpenName(way.TryPeek(out var parent) ? parent : _directory, name);
                if (next is null)
                {
                    return null;
                }

                if (FileStatus.TryRead(next) is not { IsLink: true })
                {
                    way.Push(next);
                    continue;
                }

                var target = ReadLink(next);
                next.Dispose();
                if (target is null || ++links > MostLinks)
                {
                    return null;
                }

                Push(names, target);
                if (target[0] == '/')
                {
                    DisposeAll(way);
                }
            }

            return way.TryPop(out var place) ? place : null;
        }
        finally
        {
            DisposeAll(way);
        }
    }

    private static void Push(Stack<string> names, string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (var i = parts.Length - 1; i >= 0; i--)
        {
            if (parts[i] != ".")
            {
                names.Push(parts[i]);
            }
        }
    }

    private static FileDescriptor? TryOpenName(FileDescriptor directory, string name)
    {
        using var lease = directory.Use();
        var fd = Libc.OpenAt(lease.Number, name, OpenPath | OpenNoFollow | Libc.OpenCloseOnExec);
        return fd < 0 ? null : new FileDescriptor(fd);
    }

    private static string? ReadLink(FileDescriptor link)
    {
        using var lease = link.Use();
        return ProcFile.TryReadLink(lease.Number, "");
    }

    private static void DisposeAll(Stack<FileDescriptor> descriptors)
    {
        while (descriptors.TryPop(out var descriptor))
        {
            descriptor.Dispose();
        }
    }
}
