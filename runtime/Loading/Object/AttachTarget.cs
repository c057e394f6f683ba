using System;

namespace BpfGen.Loading;

/// <summary>
/// Checks the attach targets of programs that the kernel binds to a function at load time by the function's BTF id (fentry, lsm, freplace).
/// </summary>
internal static class AttachTarget
{
    /// <exception cref="BpfException">The program's target was not found.</exception>
    /// <exception cref="InvalidOperationException">Neither the program's section nor its options name a target.</exception>
    public static void Check(ProgramDefinition definition, string objectName)
    {
        if (definition.AttachTo.Id != 0 || !IsBound(definition))
        {
            return;
        }

        var subject = ProgramFactory.Describe(definition, objectName);
        if (definition.Target is { } target && definition.AttachTo.Absence is { } absence)
        {
            throw new BpfException("Load", subject, string.Concat("Its target is '", target, "'. ", absence));
        }

        throw new InvalidOperationException(string.Concat("Load failed for ", subject, definition.Type == ProgramType.Extension
            ? ". It replaces a function of another program: set AttachProgram in its load options to that program."
            : string.Concat(
                ". It requires an attach target, and its section names none. Name the target in the section, as in SEC(\"",
                definition.Section,
                "/TARGET\"), or in its load options (AttachTarget).")));
    }

    /// <summary>
    /// Whether the kernel binds a program to its target at load time. Programs that trace many functions at once get their targets when
    /// they are attached.
    /// </summary>
    public static bool IsBound(ProgramDefinition definition) => definition.Type
        is ProgramType.Tracing or ProgramType.Lsm or ProgramType.Extension
        && definition.ExpectedAttachType
            is not (AttachType.TraceFentryMulti or AttachType.TraceFexitMulti or AttachType.TraceFsessionMulti);
}
