using System;
using BpfGen.Interop;
using BpfGen.KernelFacts;

namespace BpfGen.Host;

/// <summary>
/// The token of a load. A token is a permission to use eBPF that a privileged process delegates to a user namespace through the mount
/// options of a BPF file system (<c>delegate_cmds</c> and others, Linux 6.9).
/// </summary>
/// <param name="descriptor">The file descriptor of the token; null for none.</param>
internal readonly struct BpfToken(FileDescriptor? descriptor) : IDisposable
{
    /// <summary>The environment variable with the path of the BPF file system. libbpf reads the same variable.</summary>
    public const string Variable = "LIBBPF_BPF_TOKEN_PATH";

    private const string UsualPath = "/sys/fs/bpf";

    /// <summary>The target of <c>/proc/self/ns/user</c> in the first user namespace (<c>PROC_USER_INIT_INO</c>).</summary>
    private const string FirstNamespace = "user:[4026531837]";

    /// <summary>
    /// Whether a token may help this process. The first user namespace has no tokens. A process with several threads cannot enter another
    /// user namespace, so one question at the first load is enough. If <c>/proc</c> does not tell, the kernel may: it refuses the token.
    /// </summary>
    private static bool MayHelp { get; } =
        RunningKernel.Version >= FirstKernels.Tokens && ProcFile.TryReadLink("/proc/self/ns/user") != FirstNamespace;

    /// <summary>The file descriptor of the token; null for none.</summary>
    public FileDescriptor? Descriptor => descriptor;

    /// <summary>
    /// The number of the file descriptor for the attributes of a command; 0 for none. No other thread can close the descriptor, because the
    /// owner of the token disposes it after the last command, or keeps it for maps of maps.
    /// </summary>
    public int Number => descriptor?.Number ?? 0;

    /// <summary>The flag for the attributes of a command with a token; 0 for none.</summary>
    public uint Flag => descriptor is null ? 0 : Bpf.FlagToken;

    /// <summary>
    /// Creates the token before the first command of a load. The load cannot wait until the kernel refuses a command: if unprivileged
    /// processes may use eBPF (<c>kernel.unprivileged_bpf_disabled=0</c>), the kernel accepts commands without the token, and then refuses
    /// programs for other reasons, such as a loop.
    /// </summary>
    /// <param name="path">
    /// The BPF file system. Null means the path in the environment variable, and <c>/sys/fs/bpf</c> if the variable is not set. An empty
    /// string means that no token is created.
    /// </param>
    /// <param name="subject">The object that is loaded, for messages.</param>
    /// <returns>The token. It is empty if no path is set, and <c>/sys/fs/bpf</c> delegates nothing to this process.</returns>
    /// <exception cref="BpfException">
    /// A path is set, and the kernel creates no token from it. Or the process has too many descriptors, or the kernel is short of memory,
    /// so that nothing is known about the delegation.
    /// </exception>
    public static BpfToken Create(string? path, string subject)
    {
        path ??= Environment.GetEnvironmentVariable(Variable);
        var isRequired = path is not null;
        if (isRequired ? path!.Length == 0 : !MayHelp)
        {
            return default;
        }

        path ??= UsualPath;
        var token = TryCreate(path, out var command);
        return token is null && (isRequired || Errno.IsTransient(Errno.Last))
            ? throw Failure(command, path, subject)
            : new BpfToken(token);
    }

    public void Dispose() => descriptor?.Dispose();

    private static BpfException Failure(string command, string path, string subject) => new(
        command, Errno.Last, string.Concat("a token of ", path, " for ", subject), command == "open" ? null : Hint(Errno.Last));

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
