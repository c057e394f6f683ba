using BpfGen.Errors;
using BpfGen.Interop;
using BpfGen.Links;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// A program on a netfilter hook (<c>SEC("netfilter")</c>, <c>BPF_PROG_TYPE_NETFILTER</c>). It drops or accepts packets. Since Linux
/// 6.4.
/// </summary>
public sealed class NetfilterProgram : BpfProgram, IProgramHandle<NetfilterProgram>
{
    private const uint DefragmentFlag = 1;

    private NetfilterProgram(LoadedProgram program)
        : base(program)
    {
    }

    /// <summary>Attaches the program to a netfilter hook of the calling thread's network namespace.</summary>
    /// <param name="family">The protocol family of the packets.</param>
    /// <param name="hook">The hook: the point in a packet's path.</param>
    /// <param name="priority">
    /// The order among the hook's programs and tables: lower numbers run first. <c>iptables -t filter</c> has priority 0. Two programs
    /// cannot have the same priority.
    /// </param>
    /// <param name="defragment">
    /// Whether the program sees reassembled packets instead of fragments. This requires a priority above -400.
    /// </param>
    /// <returns>The link. The program stays attached until you dispose the link, the program or its object.</returns>
    /// <exception cref="System.InvalidOperationException">The program was not loaded.</exception>
    /// <exception cref="BpfException">
    /// The kernel rejected the link: <c>EINVAL</c> before Linux 6.4, <c>EBUSY</c> if another program has the priority, <c>ERANGE</c> if
    /// the priority is the lowest or highest number or too low for defragmentation, <c>EAFNOSUPPORT</c> or <c>EPROTONOSUPPORT</c> if
    /// the kernel does not support the family or hook, <c>EPERM</c> without <c>CAP_NET_ADMIN</c>.
    /// </exception>
    public KernelLink Attach(NetfilterFamily family, NetfilterHook hook, int priority = 0, bool defragment = false)
    {
        var attributes = new LinkCreateAttributes
        {
            AttachType = (uint)AttachType.Netfilter,
            Netfilter = new NetfilterLinkAttributes
            {
                Family = (uint)family,
                Hook = (uint)hook,
                Priority = priority,
                Flags = defragment ? DefragmentFlag : 0,
            },
        };
        var description = $"netfilter {family} {hook}, priority {priority}";
        var errno = LinkFactory.TryCreate(this, ref attributes, description, out var link);
        return link ?? throw LinkFactory.Failure("BPF_LINK_CREATE", errno, LinkFactory.Describe(this, description), HintFor(errno));
    }

    private string? HintFor(int errno) => errno switch
    {
        Errno.EBUSY => "Another program has this priority: choose a different one.",
        Errno.ERANGE => "The lowest and the highest number are not valid priorities, and defragmentation requires a priority above -400.",
        Errno.EPROTONOSUPPORT or Errno.EAFNOSUPPORT => "The kernel does not support netfilter for this family or at this hook.",
        _ => Hints.ForLink(errno, Type, AttachType.Netfilter),
    };

    static NetfilterProgram IProgramHandle<NetfilterProgram>.Create(LoadedProgram program) => new(program);

    static bool IProgramHandle<NetfilterProgram>.Takes(ProgramType type) => type == ProgramType.Netfilter;
}
