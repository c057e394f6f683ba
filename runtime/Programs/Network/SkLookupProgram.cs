using BpfGen.Errors;
using BpfGen.Links;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// A program that chooses the socket which a new connection or datagram goes to (<c>BPF_PROG_TYPE_SK_LOOKUP</c>), whatever address and port that socket is bound to.
/// </summary>
public sealed class SkLookupProgram : BpfProgram, IProgramHandle<SkLookupProgram>
{
    private SkLookupProgram(LoadedProgram program)
        : base(program)
    {
    }

    /// <summary>Attaches the program to a network namespace, after the programs that it has.</summary>
    /// <param name="namespacePath">The namespace: <c>/run/netns/NAME</c>, <c>/proc/PID/ns/net</c>; null for that of the thread.</param>
    /// <returns>The link; disposing it takes the program off the namespace.</returns>
    /// <exception cref="BpfException">
    /// The kernel refuses: <c>EINVAL</c> before Linux 5.9 and where the path is no network namespace, <c>E2BIG</c> where it has 64 programs,
    /// <c>EPERM</c> without <c>CAP_NET_ADMIN</c>.
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
