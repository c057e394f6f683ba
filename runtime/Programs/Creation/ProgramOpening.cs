using BpfGen.Errors;
using BpfGen.Host;
using BpfGen.Interop;
using BpfGen.Loading;

namespace BpfGen.Programs;

/// <summary>Creates handles of programs that are loaded already.</summary>
internal static class ProgramOpening
{
    /// <param name="id">The program's id.</param>
    /// <param name="subject">The program, for messages.</param>
    public static T ById<T>(uint id, string subject)
        where T : BpfProgram, IProgramHandle<T> =>
        Open<T>("BPF_PROG_GET_FD_BY_ID", ObjectOpening.ById(BpfCommand.ProgramGetFdById, id), subject);

    /// <param name="command">The command that returned the descriptor, for messages.</param>
    /// <param name="descriptor">The program's file descriptor, which the handle then owns. Null if the command just failed.</param>
    /// <param name="subject">The program, for messages.</param>
    public static T Open<T>(string command, FileDescriptor? descriptor, string subject)
        where T : BpfProgram, IProgramHandle<T> =>
        ObjectOpening.Open(
            command,
            descriptor,
            subject,
            "program",
            "prog_type:",
            program => T.Create(new LoadedProgram(program, Definition<T>(command, program, subject))));

    /// <returns>
    /// The handle, which owns the descriptor. Null if the class does not support the program's type; then the descriptor is closed.
    /// </returns>
    public static T? TryTake<T>(FileDescriptor descriptor)
        where T : BpfProgram, IProgramHandle<T>
    {
        if (Bpf.Info(descriptor, out ProgramInfo info) == 0 && T.Takes((ProgramType)info.Type))
        {
            return T.Create(new LoadedProgram(descriptor, new ProgramDefinition(info.Name.ToString(), (ProgramType)info.Type)));
        }

        descriptor.Dispose();
        return null;
    }

    /// <summary>
    /// Creates the definition of an opened program. It has no section and no attach type, because the kernel does not report them.
    /// </summary>
    private static ProgramDefinition Definition<T>(string command, FileDescriptor descriptor, string subject)
        where T : BpfProgram, IProgramHandle<T>
    {
        if (Bpf.Info(descriptor, out ProgramInfo info) is not 0 and var errno)
        {
            throw new BpfException("BPF_OBJ_GET_INFO_BY_FD", errno, subject);
        }

        var type = (ProgramType)info.Type;
        return T.Takes(type)
            ? new ProgramDefinition(ProgramName.Of(descriptor, info), type)
            : throw new BpfException(ObjectOpening.MethodOf(command), subject,
                $"Its type is {KindNames.Of(type)}, so it cannot be opened as {typeof(T).Name}.");
    }
}
