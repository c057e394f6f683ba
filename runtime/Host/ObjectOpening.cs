using System;
using BpfGen.Errors;
using BpfGen.Interop;

namespace BpfGen.Host;

/// <summary>Makes handles of what is in the kernel already.</summary>
internal static class ObjectOpening
{
    /// <param name="command">The command that gives a descriptor of an object by its id.</param>
    /// <param name="id">The id.</param>
    /// <returns>The object, or null where the kernel refuses; <see cref="Errno.Last"/> says why.</returns>
    public static FileDescriptor? ById(BpfCommand command, uint id)
    {
        var attributes = new ObjectIdAttributes { Id = id };
        var fd = Bpf.Call(command, ref attributes);
        return fd < 0 ? null : new FileDescriptor(fd);
    }

    /// <param name="command">The command that gave the descriptor, for messages.</param>
    /// <param name="descriptor">The object, which becomes the handle's, or null where the kernel has just refused.</param>
    /// <param name="subject">What it is, for messages.</param>
    /// <param name="kind">What it has to be: <c>map</c>, <c>program</c>, <c>link</c>.</param>
    /// <param name="field">What <c>fdinfo</c> says of such an object alone: the kernel answers for each kind in a struct of its own.</param>
    /// <param name="create">Makes the handle.</param>
    /// <exception cref="BpfException">The kernel refused, or it is something else. The descriptor is closed.</exception>
    public static T Open<T>(string command, FileDescriptor? descriptor, string subject, string kind, string field, Func<FileDescriptor, T> create)
    {
        if (descriptor is null)
        {
            throw new BpfException(command, Errno.Last, subject, Hints.ForCapability(Errno.Last, Capability.Bpf));
        }

        try
        {
            return Has(descriptor, field) ? create(descriptor) : throw new BpfException(command, Errno.EINVAL, subject, $"It is not a {kind}.");
        }
        catch
        {
            descriptor.Dispose();
            throw;
        }
    }

    private static bool Has(FileDescriptor descriptor, string field)
    {
        using var lease = descriptor.Use();
        return ProcFile.TryRead($"/proc/self/fdinfo/{lease.Number}")?.Contains(field, StringComparison.Ordinal) ?? true;
    }
}
