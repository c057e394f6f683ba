using System;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// A program that sees the packets of a route (<c>BPF_PROG_TYPE_LWT_IN</c>, <c>LWT_OUT</c>, <c>LWT_XMIT</c> and <c>LWT_SEG6LOCAL</c>): those that arrive
/// by it, are sent by it from here, or leave by it, where it may put headers before them; or those of an SRv6 segment.
/// </summary>
public sealed class LwtProgram : BpfProgram, IProgramHandle<LwtProgram>
{
    private LwtProgram(LoadedProgram program)
        : base(program)
    {
    }

    /// <summary>The kernel's number for the hook (<c>LWT_BPF_IN</c> and so on); 0 for segments.</summary>
    internal int RouteHook => Type switch
    {
        ProgramType.LwtIn => 1,
        ProgramType.LwtOut => 2,
        ProgramType.LwtXmit => 3,
        _ => 0,
    };

    /// <summary>Adds a route whose packets the program sees, to the network namespace of the thread.</summary>
    /// <param name="route">The route.</param>
    /// <returns>The link; disposing it removes the route.</returns>
    /// <exception cref="ArgumentException">There is no such interface, or the gateway does not go with the destination.</exception>
    /// <exception cref="BpfException">
    /// The kernel refuses (<c>RTM_NEWROUTE</c>): <c>EEXIST</c> where there is such a route, <c>EOPNOTSUPP</c> where it is built without
    /// <c>CONFIG_LWTUNNEL_BPF</c> (<c>CONFIG_IPV6_SEG6_BPF</c>), <c>EPERM</c> without <c>CAP_NET_ADMIN</c>.
    /// </exception>
    public LwtRouteLink Attach(LwtRoute route)
    {
        ArgumentNullException.ThrowIfNull(route);
        return LwtRouteLink.Create(this, route);
    }

    static LwtProgram IProgramHandle<LwtProgram>.Create(LoadedProgram program) => new(program);

    static bool IProgramHandle<LwtProgram>.Takes(ProgramType type) => type is ProgramType.LwtIn or ProgramType.LwtOut or ProgramType.LwtXmit or ProgramType.LwtSeg6local;
}
