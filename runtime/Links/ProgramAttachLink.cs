using System;
using System.Linq;
using System.Runtime.InteropServices;
using BpfGen.Errors;
using BpfGen.Interop;
using BpfGen.Links;

namespace BpfGen;

/// <summary>
/// A program that was attached with <c>BPF_PROG_ATTACH</c>, for which the kernel has no link object. The program stays attached until
/// this link is disposed or its target is gone. A process that is killed leaves the program attached.
/// </summary>
public sealed class ProgramAttachLink : DetachableLink
{
    private const uint AllowMulti = 2;
    private const uint ReplaceFlag = 4;

    /// <summary>The flag <c>BPF_F_PREORDER</c> for cgroups: the program runs before the programs of descendant cgroups.</summary>
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

    /// <summary>Replaces the attached program.</summary>
    /// <param name="program">The new program, of the same type.</param>
    /// <exception cref="ArgumentNullException">The program is null.</exception>
    /// <exception cref="BpfException">
    /// The kernel rejected the new program (<c>BPF_PROG_ATTACH</c>). The old program stays attached.
    /// </exception>
    /// <exception cref="InvalidOperationException">The new program was not loaded.</exception>
    /// <exception cref="ObjectDisposedException">The link is disposed.</exception>
    public void Update(BpfProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        using var attached = StayAttached(_subject);
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
    /// <param name="target">
    /// The target; null for the calling thread's network namespace. The link duplicates the descriptor, so the caller may close the
    /// original.
    /// </param>
    /// <param name="hook">The hook.</param>
    /// <param name="description">The hook, for messages.</param>
    /// <param name="flags">The <c>BPF_F_ALLOW_…</c> flags of a cgroup.</param>
    /// <param name="replaced">The program to replace, in a cgroup with several programs; null for none.</param>
    /// <param name="anchor">The position among the other programs.</param>
    internal static ProgramAttachLink Create(
        BpfProgram program,
        SafeHandle? target,
        AttachType hook,
        string description,
        uint flags = 0,
        BpfProgram? replaced = null,
        LinkAnchor anchor = default)
    {
        var subject = LinkFactory.Describe(program, description);
        var copy = LinkFactory.Copy(program.Descriptor, subject);
        FileDescriptor? targetCopy = null;
        try
        {
            targetCopy = target is null ? null : LinkFactory.Copy(target, subject);
            var errno = Attach(targetCopy, copy, hook, flags | (replaced is null ? 0 : ReplaceFlag), replaced?.Descriptor, anchor);
            return errno == 0
                ? program.Links.Add(new ProgramAttachLink(targetCopy, copy, hook, flags, subject))
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

            // Ignore the result: detaching fails only if this program is not attached any more, or if the process has lost the
            // capability.
            var attributes = new ProgramAttachAttributes
            {
                Target = _target is null ? 0 : (int)_target.DangerousGetHandle(),
                ProgramFd = (int)_program.DangerousGetHandle(),
                AttachType = (uint)_hook,
            };
            _ = Bpf.Release(BpfCommand.ProgramDetach, ref attributes);
        }
    }

    /// <summary>
    /// Whether another program has replaced this one. If a cgroup allows only one program, attaching another program replaces the first.
    /// Then this link must not detach: for such a cgroup, the kernel ignores the program in the detach command, and would remove the new
    /// program.
    /// </summary>
    private bool IsReplaced()
    {
        if (_target is null || (_flags & AllowMulti) != 0)
        {
            return false;
        }

        try
        {
            var attached =
                AttachedPrograms.Query((int)_target.DangerousGetHandle(), _hook, queryFlags: 0, knowsLinks: false, _subject).ProgramIds;
            return attached.Count > 0 && Bpf.Info(_program, out ProgramInfo info) == 0 && !attached.Contains(info.Id);
        }
        catch (BpfException)
        {
            // Some hooks do not support queries. At these hooks, the kernel detaches only the given program, so detaching is safe.
            return false;
        }
    }

    /// <returns>0, or the error number.</returns>
    private static int Attach(
        FileDescriptor? target, FileDescriptor program, AttachType hook, uint flags, FileDescriptor? replaced, LinkAnchor anchor)
    {
        // The duplicated file descriptors belong to this class, so no other thread closes them during the call.
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
