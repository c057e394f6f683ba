using System;

namespace BpfGen;

/// <summary>The exception for a system call that the kernel rejected.</summary>
public class BpfException : Exception
{
    internal BpfException(string command, int errno, string subject, string? hint = null)
        : this(command, errno, subject, Describe(command, errno, subject, hint), inner: null)
    {
    }

    private protected BpfException(string command, int errno, string subject, string message, Exception? inner)
        : base(message, inner)
    {
        Command = command;
        Errno = errno;
        Subject = subject;
    }

    /// <summary>
    /// The call that failed: a command of <c>bpf(2)</c> such as <c>BPF_MAP_CREATE</c>, or another system call such as
    /// <c>perf_event_open</c>.
    /// </summary>
    public string Command { get; }

    /// <summary>The error number that the kernel returned (<c>errno.h</c>).</summary>
    public int Errno { get; }

    /// <summary>The name of the error number: <c>EPERM</c>; <c>errno 41</c> if it has no name.</summary>
    public string ErrnoName => Interop.Errno.NameOf(Errno);

    /// <summary>The object of the failed operation: <c>map 'events' of probe.o</c>.</summary>
    public string Subject { get; }

    private protected static string Describe(string command, int errno, string subject, string? hint) =>
        $"{command} failed with {Interop.Errno.NameOf(errno)} for {subject}.{(hint is null ? "" : " " + hint)}";
}
