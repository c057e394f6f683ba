using System;

namespace BpfGen;

/// <summary>
/// The exception for a system call that the kernel rejected, and for a map, program, symbol or hook that cannot be used as asked.
/// </summary>
/// <remarks>
/// If the kernel rejected a system call, <see cref="Errno"/> is its error number. If no system call failed, <see cref="Errno"/> is null,
/// and the message has the reason: for example, a binary has no such function, a pinned map has another size, or the running kernel has no
/// such kfunc.
/// </remarks>
public class BpfException : Exception
{
    /// <summary>Creates the exception for a system call that failed.</summary>
    /// <param name="command">The call.</param>
    /// <param name="errno">The error number that the kernel returned.</param>
    /// <param name="subject">The map, program, link or other object that the call was for, such as <c>map 'events' of probe.o</c>.</param>
    /// <param name="hint">The likely cause and its fix, in sentences; null if the error number contains all that is known.</param>
    internal BpfException(string command, int errno, string subject, string? hint = null)
        : this(command, errno, subject, Describe(command, errno, subject, hint), inner: null)
    {
    }

    /// <summary>Creates the exception for a method that fails for a reason other than a failed system call.</summary>
    /// <param name="method">The name of the public method: <c>Attach</c>.</param>
    /// <param name="subject">
    /// The map, program, link or other object that the method was called for, such as <c>map 'events' of probe.o</c>.
    /// </param>
    /// <param name="reason">The cause, in sentences.</param>
    internal BpfException(string method, string subject, string reason)
        : this(method, errno: null, subject, $"{method} failed for {subject}. {reason}", inner: null)
    {
    }

    private protected BpfException(string command, int? errno, string subject, string message, Exception? inner)
        : base(message, inner)
    {
        Command = command;
        Errno = errno;
        Subject = subject;
    }

    /// <summary>
    /// The call that failed: a command of <c>bpf(2)</c> such as <c>BPF_MAP_CREATE</c>, or another system call such as
    /// <c>perf_event_open</c>. If no system call failed, the name of the method: <c>Load</c>, <c>Attach</c>, <c>OpenPinned</c>.
    /// </summary>
    public string Command { get; }

    /// <summary>The error number that the kernel returned (<c>errno.h</c>); null if no system call failed.</summary>
    public int? Errno { get; }

    /// <summary>
    /// The name of the error number: <c>EPERM</c>; <c>errno 41</c> if it has no name. Null if <see cref="Errno"/> is null.
    /// </summary>
    public string? ErrnoName => Errno is { } errno ? Interop.Errno.NameOf(errno) : null;

    /// <summary>The map, program, link or other object of the failed operation, such as <c>map 'events' of probe.o</c>.</summary>
    public string Subject { get; }

    private protected static string Describe(string command, int errno, string subject, string? hint) =>
        $"{command} failed with {Interop.Errno.NameOf(errno)} for {subject}.{(hint is null ? "" : " " + hint)}";
}
