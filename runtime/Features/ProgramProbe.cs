using BpfGen.Errors;
using BpfGen.Interop;

namespace BpfGen.Features;

/// <summary>Tries types of programs.</summary>
internal static class ProgramProbe
{
    /// <summary>A type that the kernel does not have is refused before the verifier; where that has something to say, there is one.</summary>
    public static bool Try(ProgramType type)
    {
        var attributes = ProbeProgram.Attributes(type);
        using var program = ProbeProgram.TryLoad(ref attributes, [ProbeProgram.ReturnZero, ProbeProgram.Exit], out var log);
        if (program is not null || log.Length > 0)
        {
            return true;
        }

        var errno = Errno.Last;
        ProbeProgram.ThrowIfForbidden("BPF_PROG_LOAD", errno, $"a program of type {KindNames.Of(type)}", Hints.ForProgram(errno, type));
        return false;
    }
}
