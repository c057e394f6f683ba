using System;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// A program that runs for the packets of a route (lightweight tunnel). Its section selects the packets: received packets
/// (<c>SEC("lwt_in")</c>), locally generated packets (<c>lwt_out</c>), packets that are about to be sent (<c>lwt_xmit</c>; the program may
/// add headers), or packets of an SRv6 segment (<c>lwt_seg6local</c>).
/// </summary>
public sealed class LwtProgram : BpfProgram, IProgramHandle<LwtProgram>
{
    private LwtProgram(LoadedProgram program)
        : base(program)
    {
    }

    /// <summary>The kernel's constant for the hook (<c>LWT_BPF_IN</c> and so on); 0 for SRv6 segments.</summary>
    internal int RouteHook => Type switch
    {
        ProgramType.LwtIn => 1,
        ProgramType.LwtOut => 2,
        ProgramType.LwtXmit => 3,
        _ => 0,
    };

    /// <summary>Adds a route to the calling thread's network namespace. The program sees the route's packets.</summary>
    /// <param name="route">The route.</param>
    /// <returns>The link; disposing it removes the route.</returns>
    /// <exception cref="ArgumentNullException">The route is null.</exception>
    /// <exception cref="ArgumentException">
    /// The interface is the default value of <see cref="NetDevice"/>, the gateway's address family is not the destination's,
    /// or the headroom is negative.
    /// </exception>
    /// <exception cref="InvalidOperationException">The program was not loaded.</exception>
    /// <exception cref="BpfException">
    /// The interface does not exist (<c>ENODEV</c>), or the kernel rejected the route (<c>RTM_NEWROUTE</c>): <c>EEXIST</c> if the route
    /// exists already, <c>EOPNOTSUPP</c> if the kernel was built without <c>CONFIG_LWTUNNEL_BPF</c> (for segments:
    /// <c>CONFIG_IPV6_SEG6_BPF</c>), <c>EPERM</c> without <c>CAP_NET_ADMIN</c>.
    /// </exception>
    public LwtRouteLink Attach(LwtRoute route)
    {
        ArgumentNullException.ThrowIfNull(route);
        return LwtRouteLink.Create(this, route);
    }

    static LwtProgram IProgramHandle<LwtProgram>.Create(LoadedProgram program) => new(program);

    static bool IProgramHandle<LwtProgram>.Takes(ProgramType type) =>
        type is ProgramType.LwtIn or ProgramType.LwtOut or ProgramType.LwtXmit or ProgramType.LwtSeg6local;
}
