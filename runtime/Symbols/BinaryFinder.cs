using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using BpfGen.Interop;

namespace BpfGen.Symbols;

/// <summary>Finds executables like the shell, and libraries like the dynamic loader.</summary>
internal static class BinaryFinder
{
    private static readonly string[] ProgramFolders = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

    /// <summary>The system's library directories, in the loader's order. Debian's directory of the architecture comes first.</summary>
    private static readonly string[] LibraryFolders =
    [
        .. MultiarchName is { } name ? [$"/lib/{name}", $"/usr/lib/{name}"] : Array.Empty<string>(),
        "/lib64", "/usr/lib64", "/lib", "/usr/lib", "/usr/local/lib",
    ];

    /// <summary>The name that Debian and its derivatives use for the architecture of this process; null if they have none.</summary>
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
    /// <param name="pid">The process whose file system is searched first; null or 0 for this process.</param>
    /// <param name="subject">The attachment, for messages.</param>
    /// <exception cref="BpfException">The file does not exist.</exception>
    public static string Find(string name, int? pid, string subject)
    {
        var root = pid is > 0 && Directory.Exists($"/proc/{pid}/root") ? $"/proc/{pid}/root" : "";
        var isPath = name.Contains('/');
        var tried = isPath ? [Path.GetFullPath(name)] : Places(name, root).ToList();

        // A process in a container has a file system of its own, below its root. Our own file system is searched second.
        var candidates = root.Length == 0 ? tried : tried.Where(path => !path.StartsWith("/proc/", StringComparison.Ordinal)).Select(path => root + path).Concat(tried);
        if (candidates.FirstOrDefault(File.Exists) is { } found)
        {
            return found;
        }

        throw new BpfException("open", Errno.ENOENT, subject, isPath
            ? $"The file {tried[0]} does not exist."
            : $"'{name}' was not found in " +
                $"{(IsLibrary(name) ? "LD_LIBRARY_PATH, the loader's cache and its directories" : "the directories of PATH")}. " +
                "Pass its whole path.");
    }

    private static IEnumerable<string> Places(string name, string root)
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
