using System;
using System.Linq;
using System.Runtime.InteropServices;
using BpfGen.Errors;
using BpfGen.Interop;
using BpfGen.Links;

namespace BpfGen;

/// <summary>
/// A program that was attached with <c>BPF_PROG_ATTACH</c>, which the kernel has no object for: it stays attached until it is detached, or what it
/// is attached to is gone. A process that is killed leaves it behind.
/// </summary>
public sealed class ProgramAttachLink : DetachableLink
{
    private const uint AllowMulti = 2;
    private const uint ReplaceFlag = 4;

    /// <summary>Of programs of cgroups: before those of the cgroups below.</summary>
    internal const uint PreorderFlag = 1 << 6;

    private readonly AttachType _hook;
    private readonly FileDescriptor? _target;
    private readonly string _subject;
    private readonly uint _flags;
    private FileDescriptor _program;

    private ProgramAttachLink(FileDescriptor? target, FileDescriptor program, AttachType hook, uint flags, string subject)
    {
        _target = target;
        _program = program;
        _hook = hook;
        _flags = flags;
        _subject = subject;
    }

    /// <summary>Puts another program in the place of the attached one.</summary>
    /// <param name="program">The new program, of the same type.</param>
    /// <exception cref="BpfException">The kernel refuses (<c>BPF_PROG_ATTACH</c>); what was attached stays.</exception>
    /// <exception cref="ObjectDisposedException">The program is off the hook.</exception>
    public void Update(BpfProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        using var attached = StayAttached();
        var next = LinkFactory.Copy(program.Descriptor, _subject);
        var errno = Attach(_target, next, _hook, _flags | ((_flags & AllowMulti) != 0 ? ReplaceFlag : 0), _program, default);
        if (errno != 0)
        {
            next.Dispose();
            throw new BpfException("BPF_PROG_ATTACH", errno, $"{_subject} and program '{program.Name}'", Hints.ForHook(errno, _hook));
        }

        _program.Dispose();
        _program = next;
    }

    /// <summary>Attaches a program.</summary>
    /// <param name="program">The program.</param>
    /// <param name="target">What to attach it to; null for the network namespace of the thread. It is opened once more, and so may be closed.</param>
    /// <param name="hook">The hook.</param>
    /// <param name="description">The hook, for messages.</param>
    /// <param name="flags">The <c>BPF_F_ALLOW_…</c> flags of a cgroup.</param>
    /// <param name="replaced">The program that it replaces, where a cgroup has several.</param>
    /// <param name="anchor">The place among the others.</param>
    internal static ProgramAttachLink Create(
        BpfProgram program, SafeHandle? target, AttachType hook, string description, uint flags = 0, BpfProgram? replaced = null, LinkAnchor anchor = default)
    {
        var subject = LinkFactory.Describe(program, description);
        var copy = LinkFactory.Copy(program.Descriptor, subject);
        FileDescriptor? targetCopy = null;
        try
        {
            targetCopy = target is null ? null : LinkFactory.Copy(target, subject);
            var errno = Attach(targetCopy, copy, hook, flags | (replaced is null ? 0 : ReplaceFlag), replaced?.Descriptor, anchor);
            return errno == 0
                ? new ProgramAttachLink(targetCopy, copy, hook, flags, subject)
                : throw new BpfException("BPF_PROG_ATTACH", errno, subject, Hints.ForCgroup(errno, hook, (flags & PreorderFlag) != 0));
        }
        catch
        {
            targetCopy?.Dispose();
            copy.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    private protected override void Detach()
    {
        using (_program)
        using (_target)
        {
            if (IsReplaced())
            {
                return;
            }

            // Detaching fails only where this program is not attached any more.
            var attributes = new ProgramAttachAttributes
            {
                Target = _target is null ? 0 : (int)_target.DangerousGetHandle(),
                ProgramFd = (int)_program.DangerousGetHandle(),
                AttachType = (uint)_hook,
            };
            _ = Bpf.Call(BpfCommand.ProgramDetach, ref attributes);
        }
    }

    /// <summary>Where a cgroup takes one program, the next one takes its place, and the kernel detaches whichever is there, not the one that it is told.</summary>
    private bool IsReplaced()
    {
        if (_target is null || (_flags & AllowMulti) != 0)
        {
            return false;
        }

        try
        {
            var attached = AttachedPrograms.Query((int)_target.DangerousGetHandle(), _hook, queryFlags: 0, knowsLinks: false, _subject).ProgramIds;
            return attached.Count > 0 && Bpf.Info(_program, out ProgramInfo info) == 0 && !attached.Contains(info.Id);
        }
        catch (BpfException)
        {
            // Not every hook can be asked; the others detach only what they are told.
            return false;
        }
    }

    /// <returns>0, or the error number.</returns>
    private static int Attach(FileDescriptor? target, FileDescriptor program, AttachType hook, uint flags, FileDescriptor? replaced, LinkAnchor anchor)
    {
        // The copies are this class's own, and nobody closes them meanwhile.
        using var old = (replaced ?? program).Use();
        var attributes = new ProgramAttachAttributes
        {
            Target = target is null ? 0 : (int)target.DangerousGetHandle(),
            ProgramFd = (int)program.DangerousGetHandle(),
            AttachType = (uint)hook,
            Flags = flags | anchor.Flags,
            ReplacedFd = (flags & ReplaceFlag) != 0 ? old.Number : 0,
            RelativeId = anchor.Id,
            ExpectedRevision = anchor.ExpectedRevision,
        };
        return Bpf.Call(BpfCommand.ProgramAttach, ref attributes) < 0 ? Errno.Last : 0;
    }
}
