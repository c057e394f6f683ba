namespace BpfGen.Loading;

/// <summary>
/// Groups the attach types of a program type by the C# class that supports them. Programs of one type can have different classes, because
/// they are attached in different ways.
/// </summary>
internal static class HookKind
{
    /// <returns>The number of the group. Attach types of the same class have the same number.</returns>
    public static int Of(ProgramType type, AttachType hook) => (type, hook) switch
    {
        (ProgramType.Tracing, AttachType.TraceIter) => 1,
        (ProgramType.Lsm, AttachType.LsmCgroup) => 1,
        (ProgramType.Kprobe, AttachType.TraceKprobeMulti or AttachType.TraceKprobeSession) => 1,
        (ProgramType.Kprobe, AttachType.TraceUprobeMulti or AttachType.TraceUprobeSession) => 2,

        // Options cannot set the attach type of a struct_ops program, because the loader sets it to the index of the struct's member.
        (ProgramType.StructOps, not default(AttachType)) => 1,
        _ => 0,
    };
}
