using System;
using BpfGen.Errors;
using BpfGen.Interop;

namespace BpfGen.Host;

/// <summary>Opens maps, programs and links that exist in the kernel already.</summary>
internal static class ObjectOpening
{
    /// <param name="command">The command that returns a descriptor for an id.</param>
    /// <param name="id">The id.</param>
    /// <returns>The descriptor; null if the kernel rejected the call, for the reason in <see cref="Errno.Last"/>.</returns>
    public static FileDescriptor? ById(BpfCommand command, uint id)
    {
        var attributes = new ObjectIdAttributes { Id = id };
        var fd = Bpf.Call(command, ref attributes);
        return fd < 0 ? null : new FileDescriptor(fd);
    }

    /// <param name="command">The command that returned the descriptor, for messages.</param>
    /// <param name="descriptor">The object, which the handle takes over; null if the command just failed.</param>
    /// <param name="subject">The object, for messages.</param>
    /// <param name="kind">The required kind: <c>map</c>, <c>program</c> or <c>link</c>.</param>
    /// <param name="field">
    /// A field of <c>fdinfo</c> that only objects of this kind have. The kind must be checked first, because each kind has an information
    /// struct of its own.
    /// </param>
    /// <param name="create">Creates the handle.</param>
    /// <exception cref="BpfException">The command failed, or the object is of another kind. The descriptor is closed.</exception>
    public static T Open<T>(
        string command, FileDescriptor? descriptor, string subject, string kind, string field, Func<FileDescriptor, T> create)
    {
        if (descriptor is null)
        {
            var errno = Errno.Last;
            throw new BpfException(
                command,
                errno,
                subject,
                command == "BPF_OBJ_GET" ? Hints.ForPinnedObject(errno) : Hints.ForCapability(errno, Capability.Bpf));
        }

        try
        {
            return Has(descriptor, field)
                ? create(descriptor)
                : throw new BpfException(MethodOf(command), subject, $"It is not a {kind}.");
        }
        catch
        {
            descriptor.Dispose();
            throw;
        }
    }

    /// <returns>The name of the public method that uses a command, for errors that BpfGen finds after the command has succeeded.</returns>
    public static string MethodOf(string command) => command == "BPF_OBJ_GET" ? "OpenPinned" : "OpenById";

    private static bool Has(FileDescriptor descriptor, string field)
    {
        using var lease = descriptor.Use();
        return ProcFile.TryRead($"/proc/self/fdinfo/{lease.Number}")?.Contains(field, StringComparison.Ordinal) ?? true;
    }
}
