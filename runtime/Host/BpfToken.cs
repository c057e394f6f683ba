using System;
using BpfGen.Interop;
using BpfGen.KernelFacts;

namespace BpfGen.Host;

/// <summary>
/// The token of a load. A token is a permission to use eBPF that a privileged process delegates to a user namespace through the mount
/// options of a BPF file system (<c>delegate_cmds</c> and others, Linux 6.9).
/// </summary>
internal sealed class BpfToken : IDisposable
{
    /// <summary>The environment variable with the path of the BPF file system. libbpf reads the same variable.</summary>
    public const string Variable = "LIBBPF_BPF_TOKEN_PATH";

    private const string UsualPath = "/sys/fs/bpf";

    /// <summary>
    /// Whether the kernel refused a token because the process is in the initial user namespace. A process with several threads cannot enter
    /// another user namespace, so later loads do not ask for a token again.
    /// </summary>
    private static bool _isFirstNamespace;

    private readonly string _subject;
    private readonly bool _isOwner;

    /// <summary>Whether a refused command may still create the token.</summary>
    private bool _isOpen;

    private BpfToken(FileDescriptor? descriptor, string subject, bool isOwner) =>
        (Descriptor, _subject, _isOwner) = (descriptor, subject, isOwner);

    /// <summary>The file descriptor of the token; null for none.</summary>
    public FileDescriptor? Descriptor { get; private set; }

    /// <summary>
    /// The number of the file descriptor for the attributes of a command; 0 for none. No other thread can close the descriptor, because the
    /// owner of the token disposes it after the last command.
    /// </summary>
    public int Number => Descriptor is null ? 0 : (int)Descriptor.DangerousGetHandle();

    /// <summary>The flag for the attributes of a command with a token; 0 for none.</summary>
    public uint Flag => Descriptor is null ? 0 : Bpf.FlagToken;

    /// <summary>
    /// Creates the token if a path is set. Otherwise, <see cref="Helps"/> creates it when the kernel refuses a command. Most processes have
    /// the capabilities themselves, so most loads need no token. libbpf always tries to create one.
    /// </summary>
    /// <param name="path">
    /// The BPF file system. Null means the path in the environment variable, and <c>/sys/fs/bpf</c> if the variable is not set. An empty
    /// string means that no token is created.
    /// </param>
    /// <param name="subject">The object that is loaded, for messages.</param>
    /// <exception cref="BpfException">A path is set, and the kernel creates no token from it.</exception>
    public static BpfToken Create(string? path, string subject)
    {
        path ??= Environment.GetEnvironmentVariable(Variable);
        if (path is null or "")
        {
            return new BpfToken(null, subject, isOwner: true) { _isOpen = path is null };
        }

        return TryCreate(path, out var command) is { } token
            ? new BpfToken(token, subject, isOwner: true)
            : throw Failure(command, path, subject);
    }

    /// <summary>Uses an existing token, which the caller disposes.</summary>
    public static BpfToken Use(FileDescriptor? token, string subject) => new(token, subject, isOwner: false);

    /// <summary>
    /// If the kernel refused a command for lack of permission, creates the token of <c>/sys/fs/bpf</c>, unless this load has tried before.
    /// </summary>
    /// <returns>
    /// Whether to repeat the command, because there is a token now. If not, <see cref="Errno.Last"/> still is that of the command.
    /// </returns>
    /// <exception cref="BpfException">
    /// The process has too many descriptors, or the kernel is short of memory, so that nothing is known about the permission.
    /// </exception>
    public bool Helps()
    {
        var errno = Errno.Last;
        if (!_isOpen || errno is not (Errno.EPERM or Errno.EACCES))
        {
            return false;
        }

        CreateUsual();
        Errno.Last = errno;
        return Descriptor is not null;
    }

    /// <summary>Duplicates the token, for inner maps that are created after the load. Returns null if there is no token.</summary>
    /// <param name="isNew">
    /// Whether this load has created the map of maps. If it has opened an existing map, no command has shown whether the process needs a
    /// token to create maps, so this method creates the token of <c>/sys/fs/bpf</c> if it can.
    /// </param>
    /// <exception cref="BpfException">The process has too many descriptors, or the kernel is short of memory.</exception>
    public FileDescriptor? Duplicate(bool isNew)
    {
        if (!isNew && _isOpen)
        {
            CreateUsual();
        }

        return Descriptor is null
            ? null
            : FileDescriptor.TryDuplicate(Descriptor)
                ?? throw new BpfException("fcntl(F_DUPFD_CLOEXEC)", Errno.Last, string.Concat("the token of ", _subject));
    }

    public void Dispose()
    {
        if (_isOwner)
        {
            Descriptor?.Dispose();
        }
    }

    private void CreateUsual()
    {
        _isOpen = false;
        if (!_isFirstNamespace && RunningKernel.Version >= FirstKernels.Tokens)
        {
            Descriptor = TryCreate(UsualPath, out var command);
            if (Descriptor is null && Errno.IsTransient(Errno.Last))
            {
                throw Failure(command, UsualPath, _subject);
            }
        }
    }

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
