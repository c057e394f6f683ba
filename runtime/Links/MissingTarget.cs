using BpfGen.Interop;

namespace BpfGen;

/// <summary>A hook that a program could not be attached to, because this machine does not have it.</summary>
/// <param name="Name">The name of the program or struct_ops map.</param>
/// <param name="Target">The target in the program's section, such as <c>tcp_v4_connect</c>; null for a struct_ops map.</param>
/// <param name="Reason">The exception that <c>Attach</c> throws for the program.</param>
public readonly record struct MissingTarget(string Name, string? Target, BpfException Reason)
{
    /// <summary>Whether a failure concerns one target only. Lack of permissions and resources concerns all.</summary>
    internal static bool IsReason(BpfException exception) =>
        exception.Errno is not (Errno.EPERM or Errno.EACCES or Errno.EMFILE or Errno.ENFILE or Errno.ENOMEM);

    internal static MissingTarget Of(IAutoAttach program, BpfException reason) => program switch
    {
        BpfProgram loaded => new MissingTarget(loaded.Name, loaded.Target, reason),
        BpfMap map => new MissingTarget(map.Name, null, reason),
        _ => new MissingTarget("", null, reason),
    };
}
