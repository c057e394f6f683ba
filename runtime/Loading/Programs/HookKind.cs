namespace BpfGen.Loading;

/// <summary>
/// Which attach types of a program type attach alike. Programs of one type can have different classes, because the calls that attach them
/// differ.
/// </summary>
internal static class HookKind
{
    /// <returns>A number that is equal for attach types that one class can attach.</returns>
    public static int Of(ProgramType type, AttachType hook) => (type, hook) switch
    {
        (ProgramType.Tracing, AttachType.TraceIter) => 1,
        (ProgramType.Lsm, AttachType.LsmCgroup) => 1,
        (ProgramType.Kprobe, AttachType.TraceKprobeMulti or AttachType.TraceKprobeSession) => 1,
        (ProgramType.Kprobe, AttachType.TraceUprobeMulti or AttachType.TraceUprobeSession) => 2,

        // The attach type of a struct_ops program is the number of the struct's member, which the loader finds.
        (ProgramType.StructOps, not default(AttachType)) => 1,
        _ => 0,
    };
}
