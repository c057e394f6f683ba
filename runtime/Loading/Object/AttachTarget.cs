using BpfGen.Interop;

namespace BpfGen.Loading;

/// <summary>What programs are bound to when they are loaded, where their kind is bound to something.</summary>
internal static class AttachTarget
{
    /// <exception cref="BpfException">The program needs a target, and has none.</exception>
    public static void Check(in ProgramDefinition definition, string objectName)
    {
        if (definition.AttachTo.Id != 0 || !IsBound(definition))
        {
            return;
        }

        var (errno, reason) = definition switch
        {
            { Target: { } target, AttachTo.Absence: { } absence } => (Errno.ESRCH, $"Its target is '{target}'. {absence}"),
            { Type: ProgramType.Extension } => (Errno.EINVAL, "It replaces a function of another program, and no program is given."),
            _ => (Errno.EINVAL, $"It needs a target to be loaded for, and its section names none: SEC(\"{definition.Section}/TARGET\")."),
        };
        throw new BpfException("BPF_PROG_LOAD", errno, ProgramFactory.Describe(definition, objectName), reason);
    }

    /// <summary>Those for many functions at once are told at the attachment.</summary>
    public static bool IsBound(in ProgramDefinition definition) => definition.Type is ProgramType.Tracing or ProgramType.Lsm or ProgramType.Extension
        && definition.ExpectedAttachType is not (AttachType.TraceFentryMulti or AttachType.TraceFexitMulti or AttachType.TraceFsessionMulti);
}
