using BpfGen.Errors;
using BpfGen.Interop;
using BpfGen.Links;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// A program that reads packets' headers in the kernel's stead (<c>BPF_PROG_TYPE_FLOW_DISSECTOR</c>), where it wants to know which flow they belong to.
/// A network namespace has one.
/// </summary>
public sealed class FlowDissectorProgram : BpfProgram, IProgramHandle<FlowDissectorProgram>
{
    private FlowDissectorProgram(LoadedProgram program)
        : base(program)
    {
    }

    /// <summary>Attaches the program to a network namespace: by a link since Linux 5.8, and with <c>BPF_PROG_ATTACH</c> before.</summary>
    /// <param name="namespacePath">The namespace: <c>/run/netns/NAME</c>, <c>/proc/PID/ns/net</c>; null for that of the thread.</param>
    /// <returns>
    /// The link, a <see cref="KernelLink"/>; disposing it takes the program off the namespace. Before Linux 5.8 it is a <see cref="ProgramAttachLink"/>, which
    /// has to be disposed in the same namespace.
    /// </returns>
    /// <exception cref="BpfException">
    /// The kernel refuses: <c>E2BIG</c> or <c>EEXIST</c> where the namespace, or the first one, has such a program, <c>EPERM</c> without <c>CAP_NET_ADMIN</c>.
    /// </exception>
    public BpfLink Attach(string? namespacePath = null)
    {
        var description = $"network namespace {namespacePath ?? "of the thread"}";
        var subject = LinkFactory.Describe(this, description);
        using var target = NetworkNamespace.Open(namespacePath ?? NetworkNamespace.Own, subject);
        return NetworkNamespace.TryLink(this, target, AttachType.FlowDissector, description, out var link) switch
        {
            0 => link!,
            Errno.EINVAL when namespacePath is null => ProgramAttachLink.Create(this, target: null, AttachType.FlowDissector, description),
            var errno => throw LinkFactory.Failure("BPF_LINK_CREATE", errno, subject, HintFor(errno)),
        };
    }

    private static string? HintFor(int errno) => errno is Errno.E2BIG or Errno.EEXIST or Errno.EBUSY
        ? "There is one already: a namespace has one flow dissector, and while the first namespace has one it is everyone's."
        : Hints.ForHook(errno, AttachType.FlowDissector);

    static FlowDissectorProgram IProgramHandle<FlowDissectorProgram>.Create(LoadedProgram program) => new(program);

    static bool IProgramHandle<FlowDissectorProgram>.Takes(ProgramType type) => type == ProgramType.FlowDissector;
}
