using System;
using BpfGen.Interop;
using BpfGen.KernelFacts;

namespace BpfGen.Host;

/// <summary>
/// Creates tokens. A token is a permission to use eBPF that a privileged process delegates to a user namespace through the mount options of
/// a BPF file system (<c>delegate_cmds</c> and others, Linux 6.9).
/// </summary>
internal static class BpfToken
{
    /// <summary>The environment variable with the path of the BPF file system. libbpf reads the same variable.</summary>
    public const string Variable = "LIBBPF_BPF_TOKEN_PATH";

    private const string UsualPath = "/sys/fs/bpf";

    /// <summary>
    /// Whether the kernel refused a token because the process is in the initial user namespace. A process with several threads cannot enter
    /// another user namespace, so later loads do not ask for a token again.
    /// </summary>
    private static bool _isFirstNamespace;

    /// <summary>Creates a token, as libbpf does.</summary>
    /// <param name="path">
    /// The BPF file system. Null means the path in the environment variable; if the variable is not set, <c>/sys/fs/bpf</c> is tried, and a
    /// failure that is not about memory or descriptors is ignored. An empty string means that no token is created.
    /// </param>
    /// <param name="subject">The object that is loaded, for messages.</param>
    /// <returns>The token; null for none.</returns>
    /// <exception cref="BpfException">
    /// A path is set, and the kernel creates no token from it. Or the kernel is short of memory or descriptors.
    /// </exception>
    public static FileDescriptor? Create(string? path, string subject)
    {
        path ??= Environment.GetEnvironmentVariable(Variable);
        if (path is { Length: 0 } || (path is null && (_isFirstNamespace || RunningKernel.Version < FirstKernels.Tokens)))
        {
            return null;
        }

        // If no path is set, the process may not need a token. But if the kernel is short of memory or descriptors, nothing is known about
        // that, and the load would fail later with an error that hides this one.
        var token = TryCreate(path ?? UsualPath, out var command);
        return token is not null || (path is null && !Errno.IsTransient(Errno.Last))
            ? token
            : throw new BpfException(
                command,
                Errno.Last,
                string.Concat("a token of ", path ?? UsualPath, " for ", subject),
                command == "open" ? null : Hint(Errno.Last));
    }

    /// <summary>Duplicates a token, for inner maps that are created after the load.</summary>
    /// <exception cref="BpfException">The process has too many descriptors, or the kernel is short of memory.</exception>
    public static FileDescriptor Duplicate(FileDescriptor token, string subject) =>
        FileDescriptor.TryDuplicate(token)
        ?? throw new BpfException("fcntl(F_DUPFD_CLOEXEC)", Errno.Last, string.Concat("the token of ", subject));

    private static FileDescriptor? TryCreate(string path, out string command)
    {
        command = "open";
        var fd = Libc.Open(path, Libc.OpenReadOnly | Libc.OpenDirectory | Libc.OpenCloseOnExec);
        if (fd < 0)
        {
            return null;
        }

        command = "BPF_TOKEN_CREATE";
        var attributes = new TokenCreateAttributes { FileSystemFd = fd };

        var token = Bpf.Call(BpfCommand.TokenCreate, ref attributes);

        // A successful close does not change errno, so Errno.Last is still that of the command.
        _ = Libc.Close(fd);
        _isFirstNamespace |= token < 0 && Errno.Last == Errno.EOPNOTSUPP;
        return token < 0 ? null : new FileDescriptor(token);
    }

    private static string? Hint(int errno) => errno switch
    {
        Errno.ENOENT => "The file system delegates nothing. A privileged process mounts it with options such as delegate_cmds=any.",
        Errno.EOPNOTSUPP => "Tokens are for processes in a user namespace of their own. In the first user namespace, they are not needed.",
        Errno.EPERM =>
            "A token requires CAP_BPF in the user namespace that the file system was mounted for, and the process must be in it.",
        Errno.EINVAL => $"The path must be the root of a BPF file system, and tokens require Linux {FirstKernels.Tokens.ToString(2)}.",
        _ => null,
    };
}
