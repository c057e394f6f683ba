using BpfGen.Errors;
using BpfGen.Features;
using BpfGen.Interop;
using BpfGen.Links;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// A program that parses packet headers in place of the kernel's flow dissector (<c>SEC("flow_dissector")</c>,
/// <c>BPF_PROG_TYPE_FLOW_DISSECTOR</c>). A network namespace has at most one such program.
/// </summary>
public sealed class FlowDissectorProgram : BpfProgram, IProgramHandle<FlowDissectorProgram>
{
    private FlowDissectorProgram(LoadedProgram program)
        : base(program)
    {
    }

    /// <summary>
    /// Attaches the program to a network namespace: by a link since Linux 5.8, and by <c>BPF_PROG_ATTACH</c> on kernels without such links.
    /// </summary>
    /// <param name="namespacePath">
    /// The namespace's file, such as <c>/run/netns/NAME</c> or <c>/proc/PID/ns/net</c>; null for the calling thread's namespace.
    /// </param>
    /// <param name="linkOnly">
    /// Whether to fail on kernels without links of flow dissectors (before Linux 5.8). If true, the result is always a <see
    /// cref="KernelLink"/>, which can be pinned. A namespace other than the calling thread's always requires a link.
    /// </param>
    /// <returns>
    /// The link: a <see cref="KernelLink"/>, or a <see cref="ProgramAttachLink"/> before Linux 5.8. Disposing it detaches the program. A
    /// <see cref="ProgramAttachLink"/> must be disposed in a thread of the same network namespace.
    /// </returns>
    /// <exception cref="System.ArgumentException">The path is empty.</exception>
    /// <exception cref="System.InvalidOperationException">The program was not loaded.</exception>
    /// <exception cref="BpfException">
    /// The namespace's file cannot be opened, or the kernel rejected the attachment: <c>E2BIG</c> or <c>EEXIST</c> if this namespace or the
    /// initial one has a flow dissector already, <c>EPERM</c> without <c>CAP_NET_ADMIN</c>.
    /// </exception>
    public BpfLink Attach(string? namespacePath = null, bool linkOnly = false)
    {
        var description = $"network namespace {namespacePath ?? "of the thread"}";
        var subject = LinkFactory.Describe(this, description);
        using var target = NetworkNamespace.Open(namespacePath ?? NetworkNamespace.Own, subject);
        return NetworkNamespace.TryLink(this, target, AttachType.FlowDissector, description, out var link) switch
        {
            0 => link!,
            Errno.EINVAL when namespacePath is null && !linkOnly && MissingLinks.OfNetworkNamespaces =>
                ProgramAttachLink.Create(this, target: null, AttachType.FlowDissector, description),
            var errno => throw LinkFactory.Failure("BPF_LINK_CREATE", errno, subject, HintFor(errno)),
        };
    }

    private static string? HintFor(int errno) => errno switch
    {
        Errno.E2BIG or Errno.EEXIST or Errno.EBUSY =>
            "A flow dissector is attached already. A namespace has at most one, and a flow dissector of the initial namespace applies to " +
            "all namespaces.",
        Errno.EINVAL => Hints.ForLink(errno, ProgramType.FlowDissector, AttachType.FlowDissector)
            ?? "The path must be a network namespace, such as /proc/PID/ns/net or /run/netns/NAME.",
        _ => Hints.ForHook(errno, AttachType.FlowDissector),
    };

    static FlowDissectorProgram IProgramHandle<FlowDissectorProgram>.Create(LoadedProgram program) => new(program);

    static bool IProgramHandle<FlowDissectorProgram>.Takes(ProgramType type) => type == ProgramType.FlowDissector;
}
