using System;
using BpfGen.Interop;

namespace BpfGen.Loading;

/// <summary>Makes handles of programs that are there already, of which nothing is known before.</summary>
internal static class ProgramOpening
{
    /// <param name="id">The program's id.</param>
    /// <param name="subject">What it is, for messages.</param>
    public static T ById<T>(uint id, string subject)
        where T : BpfProgram, IProgramHandle<T>
    {
        var attributes = new ObjectIdAttributes { Id = id };
        var fd = Bpf.Call(BpfCommand.ProgramGetFdById, ref attributes);
        return Open<T>("BPF_PROG_GET_FD_BY_ID", fd < 0 ? null : new FileDescriptor(fd), subject);
    }

    /// <param name="command">The command that gave the descriptor, for messages.</param>
    /// <param name="descriptor">The program, which becomes the handle's, or null where the kernel has just refused.</param>
    /// <param name="subject">What it is, for messages.</param>
    public static T Open<T>(string command, FileDescriptor? descriptor, string subject)
        where T : BpfProgram, IProgramHandle<T>
    {
        if (descriptor is null)
        {
            throw new BpfException(command, Errno.Last, subject, Hints.ForCapability(Errno.Last, Capability.Bpf));
        }

        try
        {
            return T.Create(new LoadedProgram(descriptor, Definition<T>(command, descriptor, subject)));
        }
        catch
        {
            descriptor.Dispose();
            throw;
        }
    }

    /// <summary>The kernel says neither which section it was nor for which hook of its type it was loaded.</summary>
    private static ProgramDefinition Definition<T>(string command, FileDescriptor descriptor, string subject)
        where T : BpfProgram, IProgramHandle<T>
    {
        // The kernel answers for maps and links as well, in structs of their own.
        if (!IsProgram(descriptor))
        {
            throw new BpfException(command, Errno.EINVAL, subject, "It is not a program.");
        }

        if (Bpf.Info(descriptor, out ProgramInfo info) is not 0 and var errno)
        {
            throw new BpfException("BPF_OBJ_GET_INFO_BY_FD", errno, subject);
        }

        var type = (ProgramType)info.Type;
        return T.Takes(type)
            ? new ProgramDefinition(info.Name.ToString(), type)
            : throw new BpfException(command, Errno.EINVAL, subject, $"It is of type {KindNames.Of(type)}, and cannot be opened as {typeof(T).Name}.");
    }

    private static bool IsProgram(FileDescriptor descriptor)
    {
        using var lease = descriptor.Use();
        return ProcFile.TryRead($"/proc/self/fdinfo/{lease.Number}")?.Contains("prog_type:", StringComparison.Ordinal) ?? true;
    }
}
