using System;
using System.Runtime.InteropServices;
using BpfGen.Errors;
using BpfGen.Interop;

namespace BpfGen.Links;

/// <summary>Creates links.</summary>
internal static unsafe class LinkFactory
{
    /// <summary>Attaches a program with <c>BPF_LINK_CREATE</c>.</summary>
    /// <param name="program">The program. This method fills in its file descriptor.</param>
    /// <param name="attributes">The target and the options.</param>
    /// <param name="hook">The hook, for messages: <c>tracepoint sched/sched_switch</c>.</param>
    /// <param name="hint">Explains the error numbers that have a special meaning at this hook.</param>
    /// <exception cref="BpfException">The kernel rejected the link.</exception>
    public static KernelLink Create(
        BpfProgram program, ref LinkCreateAttributes attributes, string hook, Func<int, string?>? hint = null) =>
        program.Links.Add(new KernelLink(CreateDescriptor(program, ref attributes, hook, hint), Describe(program, hook)));

    /// <returns>
    /// The link's descriptor, for links that have a special class. The caller creates the link, and adds it to the program's links.
    /// </returns>
    /// <inheritdoc cref="Create"/>
    public static FileDescriptor CreateDescriptor(
        BpfProgram program, ref LinkCreateAttributes attributes, string hook, Func<int, string?>? hint = null)
    {
        var errno = TryCreate(program, ref attributes, out var descriptor);
        return descriptor ?? throw Failure(
            "BPF_LINK_CREATE",
            errno,
            Describe(program, hook),
            hint?.Invoke(errno) ?? Hints.ForLink(errno, program.Type, (AttachType)attributes.AttachType));
    }

    /// <summary>Attaches a program with <c>BPF_LINK_CREATE</c>. For callers that have a fallback on older kernels.</summary>
    /// <returns>0, or the error number.</returns>
    public static int TryCreate(BpfProgram program, ref LinkCreateAttributes attributes, string hook, out KernelLink? link)
    {
        var errno = TryCreate(program, ref attributes, out var descriptor);
        link = descriptor is null ? null : program.Links.Add(new KernelLink(descriptor, Describe(program, hook)));
        return errno;
    }

    /// <summary>Attaches a program with <c>BPF_RAW_TRACEPOINT_OPEN</c>.</summary>
    /// <param name="program">The program.</param>
    /// <param name="name">The tracepoint; null for a program that was bound to its hook by a BTF id when it was loaded.</param>
    /// <param name="cookie">The value that <c>bpf_get_attach_cookie()</c> returns in the program.</param>
    /// <param name="hook">The hook, for messages.</param>
    /// <param name="link">The link, or null.</param>
    /// <returns>0, or the error number.</returns>
    public static int TryOpenRawTracepoint(BpfProgram program, string? name, ulong cookie, string hook, out KernelLink? link)
    {
        using var lease = program.Descriptor.Use();
        fixed (byte* text = name is null ? null : ObjectPin.ZeroTerminated(name))
        {
            var attributes = new RawTracepointAttributes { Name = (ulong)text, ProgramFd = lease.Number, Cookie = cookie };
            var fd = Bpf.Call(BpfCommand.RawTracepointOpen, ref attributes);
            link = fd < 0 ? null : program.Links.Add(new KernelLink(new FileDescriptor(fd), Describe(program, hook)));
            return fd < 0 ? Errno.Last : 0;
        }
    }

    private static int TryCreate(BpfProgram program, ref LinkCreateAttributes attributes, out FileDescriptor? descriptor)
    {
        using var lease = program.Descriptor.Use();
        attributes.ProgramFd = lease.Number;
        var fd = Bpf.Call(BpfCommand.LinkCreate, ref attributes);
        descriptor = fd < 0 ? null : new FileDescriptor(fd);
        return fd < 0 ? Errno.Last : 0;
    }

    /// <summary>Duplicates a file descriptor that a link needs to detach its program, so that the caller may close the original.</summary>
    public static FileDescriptor Copy(SafeHandle handle, string subject) =>
        FileDescriptor.TryDuplicate(handle) ?? throw Failure("fcntl(F_DUPFD_CLOEXEC)", Errno.Last, subject);

    public static string Describe(BpfProgram program, string hook) => $"program '{program.Name}' ({KindNames.Of(program.Type)}) on {hook}";

    public static BpfException Failure(string command, int errno, string subject, string? hint = null) =>
        new(command, errno, subject, hint ?? Hints.ForCapability(errno, Capability.Bpf));
}
