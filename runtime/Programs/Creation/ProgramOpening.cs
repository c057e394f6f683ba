using BpfGen.Errors;
using BpfGen.Host;
using BpfGen.Interop;
using BpfGen.Loading;

namespace BpfGen.Programs;

/// <summary>Makes handles of programs that are there already, of which nothing is known before.</summary>
internal static class ProgramOpening
{
    /// <param name="id">The program's id.</param>
    /// <param name="subject">What it is, for messages.</param>
    public static T ById<T>(uint id, string subject)
        where T : BpfProgram, IProgramHandle<T> =>
        Open<T>("BPF_PROG_GET_FD_BY_ID", ObjectOpening.ById(BpfCommand.ProgramGetFdById, id), subject);

    /// <param name="command">The command that gave the descriptor, for messages.</param>
    /// <param name="descriptor">The program, which becomes the handle's, or null where the kernel has just refused.</param>
    /// <param name="subject">What it is, for messages.</param>
    public static T Open<T>(string command, FileDescriptor? descriptor, string subject)
        where T : BpfProgram, IProgramHandle<T> =>
        ObjectOpening.Open(command, descriptor, subject, "program", "prog_type:", program => T.Create(new LoadedProgram(program, Definition<T>(command, program, subject))));

    /// <summary>The kernel says neither which section it was nor for which hook of its type it was loaded.</summary>
    private static ProgramDefinition Definition<T>(string command, FileDescriptor descriptor, string subject)
        where T : BpfProgram, IProgramHandle<T>
    {
        if (Bpf.Info(descriptor, out ProgramInfo info) is not 0 and var errno)
        {
            throw new BpfException("BPF_OBJ_GET_INFO_BY_FD", errno, subject);
        }

        var type = (ProgramType)info.Type;
        return T.Takes(type)
            ? new ProgramDefinition(info.Name.ToString(), type)
            : throw new BpfException(command, Errno.EINVAL, subject, $"It is of type {KindNames.Of(type)}, and cannot be opened as {typeof(T).Name}.");
    }
}
