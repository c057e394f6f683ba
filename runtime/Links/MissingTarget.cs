using BpfGen.Interop;

namespace BpfGen;

/// <summary>A hook that this machine does not have, so that a program could not be loaded for it or attached to it.</summary>
/// <param name="Name">The name of the program or struct_ops map.</param>
/// <param name="Target">The target in the program's section, such as <c>tcp_v4_connect</c>; null for a struct_ops map.</param>
/// <param name="Reason">The exception that <c>Attach</c> or <c>Load</c> throws for the program if it is not optional.</param>
public readonly record struct MissingTarget(string Name, string? Target, BpfException Reason)
{
    /// <summary>Whether an exception concerns only one target. A lack of permissions or resources concerns all targets.</summary>
    internal static bool IsReason(BpfException exception) =>
        exception.Errno is not (Errno.EPERM or Errno.EACCES or Errno.EMFILE or Errno.ENFILE or Errno.ENOMEM);

    internal static MissingTarget Of(IAutoAttach program, BpfException reason) => program switch
    {
        BpfProgram loaded => new MissingTarget(loaded.Name, loaded.Target, reason),
        BpfMap map => new MissingTarget(map.Name, null, reason),
        _ => new MissingTarget("", null, reason),
    };
}
