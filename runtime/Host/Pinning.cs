using System;
using BpfGen.Errors;
using BpfGen.Interop;

namespace BpfGen.Host;

/// <summary>The names that handles give what they hold in a BPF file system, and take back.</summary>
internal static class Pinning
{
    /// <exception cref="BpfException">The kernel refuses (<c>BPF_OBJ_PIN</c>).</exception>
    public static void Add(FileDescriptor descriptor, string path, string subject)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (ObjectPin.Create(descriptor, path) is not 0 and var errno)
        {
            throw new BpfException("BPF_OBJ_PIN", errno, subject, Hints.ForPin(errno, path));
        }
    }

    /// <param name="path">The name; null where the handle has given none.</param>
    /// <param name="subject">What has it, for messages.</param>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    /// <exception cref="BpfException">The name cannot be removed (<c>unlink</c>).</exception>
    public static void Remove(string? path, string subject)
    {
        if (path is null)
        {
            throw new InvalidOperationException($"{char.ToUpperInvariant(subject[0])}{subject.AsSpan(1)} is not pinned through this handle.");
        }

        if (Libc.Unlink(path) < 0)
        {
            var errno = Errno.Last;
            throw new BpfException("unlink", errno, subject, Hints.ForCapability(errno, Capability.Bpf));
        }
    }
}
