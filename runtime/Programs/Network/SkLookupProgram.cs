using BpfGen.Errors;
using BpfGen.Links;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// A program that selects the socket for a new connection or datagram (<c>SEC("sk_lookup")</c>, <c>BPF_PROG_TYPE_SK_LOOKUP</c>),
/// independent of the address and port that the socket is bound to. Since Linux 5.9.
/// </summary>
public sealed class SkLookupProgram : BpfProgram, IProgramHandle<SkLookupProgram>
{
    private SkLookupProgram(LoadedProgram program)
        : base(program)
    {
    }

    /// <summary>Attaches the program to a network namespace, after the namespace's other programs.</summary>
    /// <param name="namespacePath">
    /// The namespace's file, such as <c>/run/netns/NAME</c> or <c>/proc/PID/ns/net</c>; null for the calling thread's namespace.
    /// </param>
    /// <returns>The link. The program stays attached until you dispose the link, the program or its object.</returns>
    /// <exception cref="System.ArgumentException">The path is empty.</exception>
    /// <exception cref="System.InvalidOperationException">The program was not loaded.</exception>
    /// <exception cref="BpfException">
    /// The namespace's file cannot be opened, or the kernel rejected the link: <c>EINVAL</c> before Linux 5.9 or if the path is not a
    /// network namespace, <c>E2BIG</c> if the namespace has 64 programs already, <c>EPERM</c> without <c>CAP_NET_ADMIN</c>.
    /// </exception>
    public KernelLink Attach(string? namespacePath = null)
    {
        var description = $"network namespace {namespacePath ?? "of the thread"}";
        var subject = LinkFactory.Describe(this, description);
        using var target = NetworkNamespace.Open(namespacePath ?? NetworkNamespace.Own, subject);
        var errno = NetworkNamespace.TryLink(this, target, AttachType.SkLookup, description, out var link);
        return link ?? throw LinkFactory.Failure("BPF_LINK_CREATE", errno, subject, Hints.ForLink(errno, Type, AttachType.SkLookup));
    }

    static SkLookupProgram IProgramHandle<SkLookupProgram>.Create(LoadedProgram program) => new(program);

    static bool IProgramHandle<SkLookupProgram>.Takes(ProgramType type) => type == ProgramType.SkLookup;
}
