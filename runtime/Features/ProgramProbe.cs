using BpfGen.Errors;
using BpfGen.Interop;

namespace BpfGen.Features;

/// <summary>Detects program types.</summary>
internal static class ProgramProbe
{
    /// <summary>
    /// The kernel rejects an unknown program type before verification. So if the verifier's log is not empty, the kernel supports the type.
    /// </summary>
    public static bool Try(ProgramType type)
    {
        var attributes = ProbeProgram.Attributes(type);
        using var program = ProbeProgram.TryLoad(attributes, [ProbeProgram.ReturnZero, ProbeProgram.Exit], out var log);
        if (program is not null || log.Length > 0)
        {
            return true;
        }

        var errno = Errno.Last;
        ProbeProgram.ThrowIfForbidden("BPF_PROG_LOAD", errno, $"a program of type {KindNames.Of(type)}", Hints.ForProgram(errno, type));
        return false;
    }
}
