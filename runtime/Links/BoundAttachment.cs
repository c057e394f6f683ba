using BpfGen.Errors;
using BpfGen.Interop;
using BpfGen.KernelFacts;

namespace BpfGen.Links;

/// <summary>Attaches programs to the hook that they were bound to when they were loaded.</summary>
internal static class BoundAttachment
{
    /// <param name="program">The program.</param>
    /// <param name="cookie">What <c>bpf_get_attach_cookie()</c> answers in it.</param>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public static KernelLink Attach(BpfProgram program, ulong cookie = 0)
    {
        var hook = program.IsOpened ? "what it was loaded for" : program.Section;
        var attributes = new LinkCreateAttributes
        {
            AttachType = (uint)program.ExpectedAttachType,
            Tracing = new TracingLinkAttributes { Cookie = cookie },
        };
        var command = "BPF_LINK_CREATE";
        var errno = LinkFactory.TryCreate(program, ref attributes, hook, out var link);

        // Before 6.0 there was no such link, and these programs were attached as raw tracepoints are: the kernel does not ask then what they were loaded for,
        // which of an opened program it alone knows.
        if (errno == Errno.EINVAL && cookie == 0)
        {
            command = "BPF_RAW_TRACEPOINT_OPEN";
            errno = LinkFactory.TryOpenRawTracepoint(program, name: null, cookie: 0, hook, out link);
        }

        return link ?? throw LinkFactory.Failure(command, errno, LinkFactory.Describe(program, hook), Hint(errno, program, cookie));
    }

    private static string? Hint(int errno, BpfProgram program, ulong cookie) => errno switch
    {
        Errno.EINVAL when cookie != 0 && RunningKernel.Version < FirstKernels.TracingCookies => "Cookies of such programs came with Linux 6.0.",
        Errno.EINVAL or Errno.ENOENT when program.Type == ProgramType.Extension =>
            "Once an extension was attached, wherever that was, the kernel does not know any more what it was loaded for: name it, Attach(program, function).",
        Errno.EINVAL when cookie != 0 && program.IsOpened => "A program that was opened by its pin or id takes no cookie.",
        Errno.EBUSY when program.Type == ProgramType.Extension => "Another program has the function's place.",
        Errno.EBUSY => "The function is patched by something else: live patching, or another tracer.",
        Errno.E2BIG => "The function has as many programs as it takes (38).",
        Errno.EOPNOTSUPP or Errno.ENOTSUPP => "The kernel cannot do it on this architecture, or was built without (CONFIG_FUNCTION_TRACER, CONFIG_BPF_LSM).",
        _ => Hints.ForLink(errno, program.Type, program.ExpectedAttachType),
    };
}
