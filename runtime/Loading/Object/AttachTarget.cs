using BpfGen.Interop;

namespace BpfGen.Loading;

/// <summary>Checks the attach targets of programs that are bound by BTF at load time.</summary>
internal static class AttachTarget
{
    /// <exception cref="BpfException">The program requires a target and has none, or its target was not found.</exception>
    public static void Check(in ProgramDefinition definition, string objectName)
    {
        if (definition.AttachTo.Id != 0 || !IsBound(definition))
        {
            return;
        }

        var (errno, reason) = definition switch
        {
            { Target: { } target, AttachTo.Absence: { } absence } => (Errno.ESRCH, $"Its target is '{target}'. {absence}"),
            { Type: ProgramType.Extension } => (Errno.EINVAL, "It replaces a function of another program: " +
                "set AttachProgram in its load options to that program."),
            _ => (Errno.EINVAL, "It requires an attach target, and its section names none. " +
                $"Name the target in the section, as in SEC(\"{definition.Section}/TARGET\"), or in its load options (AttachTarget)."),
        };
        throw new BpfException("BPF_PROG_LOAD", errno, ProgramFactory.Describe(definition, objectName), reason);
    }

    /// <summary>
    /// Whether a program is bound at load time. Programs for many functions at once get their targets when they are attached.
    /// </summary>
    public static bool IsBound(in ProgramDefinition definition) => definition.Type
        is ProgramType.Tracing or ProgramType.Lsm or ProgramType.Extension
        && definition.ExpectedAttachType
            is not (AttachType.TraceFentryMulti or AttachType.TraceFexitMulti or AttachType.TraceFsessionMulti);
}
