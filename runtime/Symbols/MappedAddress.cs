using BpfGen.Interop;

namespace BpfGen.Symbols;

/// <summary>Finds the address of an instruction of a library in a process that has loaded the library.</summary>
internal static class MappedAddress
{
    /// <param name="library">The library.</param>
    /// <param name="offset">The instruction's offset in the library's file, in bytes.</param>
    /// <param name="pid">The process; -1 if none is given.</param>
    /// <param name="subject">The program and its hook, for messages.</param>
    /// <exception cref="BpfException">No process is given, or the process has not loaded the library.</exception>
    public static ulong Of(UserBinary library, ulong offset, int pid, string subject)
    {
        if (pid < 0)
        {
            throw new BpfException("Attach", subject,
                "A library has a different address in each process. So before Linux 5.15, a probe in a library requires a process: " +
                "set Pid.");
        }

        var name = library.MappedPath ?? library.Path;
        foreach (var mapping in Mapping.ParseAll(ProcFile.TryRead($"/proc/{pid}/maps") ?? ""))
        {
            if (mapping.Path == name && offset >= mapping.Offset && offset - mapping.Offset < mapping.End - mapping.Start)
            {
                return offset - mapping.Offset + mapping.Start;
            }
        }

        throw new BpfException("Attach", subject, $"Process {pid} has not loaded {name}, or does not exist.");
    }
}
