using System;

namespace BpfGen;

/// <summary>The kernel refused something that BpfGen asked of it.</summary>
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

    /// <summary>The command of <c>bpf(2)</c>, or the other system call, that failed: <c>BPF_MAP_CREATE</c>, <c>perf_event_open</c>.</summary>
    public string Command { get; }

    /// <summary>The error number that the kernel gave (<c>errno.h</c>).</summary>
    public int Errno { get; }

    /// <summary>Its name: <c>EPERM</c>.</summary>
    public string ErrnoName => Interop.Errno.NameOf(Errno);

    /// <summary>What was being made or done: <c>map 'events' of probe.o</c>.</summary>
    public string Subject { get; }

    private protected static string Describe(string command, int errno, string subject, string? hint) =>
        $"{command} failed with {Interop.Errno.NameOf(errno)} for {subject}.{(hint is null ? "" : " " + hint)}";
}
