using BpfGen.Errors;
using BpfGen.Interop;
using BpfGen.Links;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>A program at a hook of netfilter (<c>BPF_PROG_TYPE_NETFILTER</c>): it says whether a packet is dropped or goes on.</summary>
public sealed class NetfilterProgram : BpfProgram, IProgramHandle<NetfilterProgram>
{
    private const uint DefragmentFlag = 1;

    private NetfilterProgram(LoadedProgram program)
        : base(program)
    {
    }

    /// <summary>Attaches the program to a hook of the thread's network namespace. Since Linux 6.4.</summary>
    /// <param name="family">Which packets it sees.</param>
    /// <param name="hook">Where it sees them.</param>
    /// <param name="priority">The order among the programs and tables of the hook: lower ones run first; <c>iptables -t filter</c> is at 0. One priority, one program.</param>
    /// <param name="defragment">Whether it sees whole packets instead of fragments. The priority has to be above -400 then.</param>
    /// <returns>The link; disposing it takes the program off the hook.</returns>
    /// <exception cref="BpfException">
    /// The kernel refuses: <c>EINVAL</c> before 6.4, <c>EBUSY</c> where the priority is taken, <c>ERANGE</c> where it is the lowest or highest number or does not
    /// go with defragmentation, <c>EAFNOSUPPORT</c> for a family or a hook that it does not have, <c>EPERM</c> without <c>CAP_NET_ADMIN</c>.
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
        Errno.EBUSY => "Another program has this priority: choose another one.",
        Errno.ERANGE => "The lowest and the highest number are no priorities, and defragmentation wants one above -400.",
        Errno.EPROTONOSUPPORT or Errno.EAFNOSUPPORT => "The kernel has no netfilter of this family, or not this hook.",
        _ => Hints.ForLink(errno, Type, AttachType.Netfilter),
    };

    static NetfilterProgram IProgramHandle<NetfilterProgram>.Create(LoadedProgram program) => new(program);

    static bool IProgramHandle<NetfilterProgram>.Takes(ProgramType type) => type == ProgramType.Netfilter;
}
