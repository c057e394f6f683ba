using System;
using BpfGen.Errors;
using BpfGen.Interop;

namespace BpfGen.Host;

/// <summary>Pins maps, programs and links in a BPF file system, and removes their pins.</summary>
internal static class Pinning
{
    /// <exception cref="ArgumentException">The path is null, empty or relative.</exception>
    /// <exception cref="BpfException">The kernel rejected the pin (<c>BPF_OBJ_PIN</c>).</exception>
    public static void Add(FileDescriptor descriptor, string path, string subject)
    {
        _ = PinPaths.Checked(path, nameof(path));
        if (ObjectPin.Create(descriptor, path) is not 0 and var errno)
        {
            throw new BpfException("BPF_OBJ_PIN", errno, subject, Hints.ForPin(errno, path));
        }
    }

    /// <param name="path">The pin's path; null if the handle has no pin.</param>
    /// <param name="subject">The object, for messages.</param>
    /// <exception cref="InvalidOperationException">The handle has no pin.</exception>
    /// <exception cref="BpfException">The pin could not be removed (<c>unlink</c>).</exception>
    public static void Remove(string? path, string subject)
    {
        if (path is null)
        {
            throw new InvalidOperationException($"The handle of {subject} has no pin to remove. A handle has only the pin that it " +
                "created or from which it was opened.");
        }

        if (Libc.Unlink(path) < 0)
        {
            var errno = Errno.Last;
            throw new BpfException("unlink", errno, subject, Hints.ForCapability(errno, Capability.Bpf));
        }
    }
}
