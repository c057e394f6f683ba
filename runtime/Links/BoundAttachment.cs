using BpfGen.Errors;
using BpfGen.Interop;
using BpfGen.KernelFacts;

namespace BpfGen.Links;

/// <summary>Attaches each program to the hook that the kernel bound it to at load time.</summary>
internal static class BoundAttachment
{
    /// <param name="program">The program.</param>
    /// <param name="cookie">The value that <c>bpf_get_attach_cookie()</c> returns in the program.</param>
    /// <exception cref="BpfException">The kernel rejected the attachment.</exception>
    public static KernelLink Attach(BpfProgram program, ulong cookie = 0)
    {
        var hook = program.IsOpened ? "the hook that it was loaded for" : program.Section;
        var attributes = new LinkCreateAttributes
        {
            AttachType = (uint)program.ExpectedAttachType,
            Tracing = new TracingLinkAttributes { Cookie = cookie },
        };
        var command = "BPF_LINK_CREATE";
        var errno = LinkFactory.TryCreate(program, ref attributes, hook, out var link);

        // Before Linux 6.0, BPF_LINK_CREATE does not create links of tracing programs, so such programs are attached like raw tracepoints.
        // This also works for an opened program, whose attach type is unknown here, because the kernel does not check the attach type. Both
        // ways create the same kind of link.
        if (errno == Errno.EINVAL && cookie == 0 && (program.IsOpened || RunningKernel.Version < FirstKernels.TracingCookies))
        {
            command = "BPF_RAW_TRACEPOINT_OPEN";
            errno = LinkFactory.TryOpenRawTracepoint(program, name: null, cookie: 0, hook, out link);
        }

        return link ?? throw LinkFactory.Failure(command, errno, LinkFactory.Describe(program, hook), Hint(errno, program, cookie));
    }

    private static string? Hint(int errno, BpfProgram program, ulong cookie) => errno switch
    {
        Errno.EINVAL when cookie != 0 && RunningKernel.Version < FirstKernels.TracingCookies =>
            "Cookies of tracing and LSM programs require Linux 6.0.",
        Errno.EINVAL or Errno.ENOENT when program.Type == ProgramType.Extension =>
            "The kernel keeps an extension's function only until its first attachment. Name the function: Attach(program, function).",
        Errno.EINVAL when cookie != 0 && program.IsOpened => "A program that was opened by its pin or id does not support a cookie.",
        Errno.EBUSY when program.Type == ProgramType.Extension => "Another program replaces the function already.",
        Errno.EBUSY => "The function is patched already, by live patching or another tracer.",
        Errno.E2BIG => "The function has the maximum number of programs (38).",
        Errno.EOPNOTSUPP or Errno.ENOTSUPP =>
            (program.Type == ProgramType.Extension ? ForeignArchitecture.Replacements() : ForeignArchitecture.Trampolines())
            ?? ("The kernel does not support such programs on this architecture, or was built without CONFIG_FUNCTION_TRACER "
                + "or CONFIG_BPF_LSM."),
        _ => Hints.ForLink(errno, program.Type, program.ExpectedAttachType),
    };
}
