using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using BpfGen.Interop;

namespace BpfGen.Symbols;

/// <summary>Finds executables as the shell does, and libraries as the dynamic loader does.</summary>
internal static class BinaryFinder
{
    private static readonly string[] ProgramFolders = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

    /// <summary>
    /// The system's library directories, in the order in which the dynamic loader searches them. Debian's directory for the architecture is
    /// the first.
    /// </summary>
    private static readonly string[] LibraryFolders =
    [
        .. MultiarchName is { } name ? [$"/lib/{name}", $"/usr/lib/{name}"] : Array.Empty<string>(),
        "/lib64", "/usr/lib64", "/lib", "/usr/lib", "/usr/local/lib",
    ];

    /// <summary>
    /// The name of this process's architecture in the directories of Debian and its derivatives; null if they do not support the
    /// architecture.
    /// </summary>
    private static string? MultiarchName => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => "x86_64-linux-gnu",
        Architecture.X86 => "i386-linux-gnu",
        Architecture.Arm64 => "aarch64-linux-gnu",
        Architecture.Arm => "arm-linux-gnueabihf",
        Architecture.S390x => "s390x-linux-gnu",
        Architecture.Ppc64le => "powerpc64le-linux-gnu",
        Architecture.RiscV64 => "riscv64-linux-gnu",
        Architecture.LoongArch64 => "loongarch64-linux-gnu",
        _ => null,
    };

    /// <param name="name">A path, or the name of a library (<c>libc.so.6</c>) or executable (<c>bash</c>).</param>
    /// <param name="pid">The process whose file system is searched first; null for this process's own.</param>
    /// <param name="subject">The program and its hook, for messages.</param>
    /// <exception cref="BpfException">The file does not exist.</exception>
    public static FoundBinary Find(string name, int? pid, string subject)
    {
        var isPath = name.Contains('/');
        if (isPath && SplitRoot(Path.GetFullPath(name)) is var (root, rest))
        {
            return FindBelow(root, [rest]) ?? throw Missing(root + rest, subject);
        }

        // First search below the root directory of the process, because a process in a container has a file system of its own. Then search
        // this process's file system.
        if (pid is { } id && FindBelow(ForeignRoot.PathOf(id), isPath ? [Path.GetFullPath(name)] : null, name) is { } foreign)
        {
            return foreign;
        }

        if (isPath)
        {
            var path = Path.GetFullPath(name);
            return File.Exists(path) ? FoundBinary.Own(path) : throw Missing(path, subject);
        }

        var own = Places(name, root: null).FirstOrDefault(File.Exists);
        return own is not null
            ? FoundBinary.Own(own)
            : throw new BpfException("Attach", subject, $"'{name}' was not found in " +
                $"{(IsLibrary(name) ? "LD_LIBRARY_PATH, ld.so.cache and the default library directories" : "the directories of PATH")}. " +
                "Pass its whole path.");
    }

    /// <summary>
    /// Splits a path such as <c>/proc/PID/root/usr/lib/libx.so</c> after the root directory, so that symbolic links in the path are
    /// resolved below that directory.
    /// </summary>
    private static (string Root, string Path)? SplitRoot(string path)
    {
        const string start = "/proc/", end = "/root/";
        var at = path.StartsWith(start, StringComparison.Ordinal) ? path.IndexOf('/', start.Length) : -1;
        return at > 0 && path.AsSpan(at).StartsWith(end) ? (path[..(at + end.Length - 1)], path[(at + end.Length - 1)..]) : null;
    }

    /// <param name="directory">The root directory of another process.</param>
    /// <param name="paths">The paths to try; null searches the usual directories for <paramref name="name"/>.</param>
    /// <param name="name">The name of a library or executable.</param>
    private static FoundBinary? FindBelow(string directory, string[]? paths, string name = "")
    {
        using var root = ForeignRoot.TryOpen(directory);
        if (root is null)
        {
            return null;
        }

        foreach (var path in paths ?? Places(name, root))
        {
            if (root.TryOpenFile(path) is { } file)
            {
                return FoundBinary.Foreign(directory, path, file);
            }
        }

        return null;
    }

    /// <summary>Creates the exception for a path that is not a regular file, or that this process may not see.</summary>
    private static BpfException Missing(string path, string subject)
    {
        var fd = Libc.Open(path, Libc.OpenReadOnly | Libc.OpenCloseOnExec | Libc.OpenNonBlocking);
        if (fd < 0)
        {
            return new BpfException("open", Errno.Last, subject, Errno.Last == Errno.ENOENT
                ? $"The file {path} does not exist."
                : $"The file {path} cannot be opened.");
        }

        _ = Libc.Close(fd);
        return new BpfException("Attach", subject, $"{path} is not a regular file.");
    }

    private static IEnumerable<string> Places(string name, ForeignRoot? root)
    {
        if (!IsLibrary(name))
        {
            return Variable("PATH").Concat(ProgramFolders).Select(folder => Path.Combine(folder, name));
        }

        return Variable("LD_LIBRARY_PATH").Select(folder => Path.Combine(folder, name))
            .Concat(LoaderCache.Find(name, root))
            .Concat(LibraryFolders.Select(folder => Path.Combine(folder, name)));
    }

    private static bool IsLibrary(string name) =>
        name.EndsWith(".so", StringComparison.Ordinal) || name.Contains(".so.", StringComparison.Ordinal);

    private static string[] Variable(string name) =>
        (Environment.GetEnvironmentVariable(name) ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
}
