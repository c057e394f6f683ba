using System;
using BpfGen.Errors;
using BpfGen.Links;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// A program that sees what the sockets of a map receive (<c>BPF_PROG_TYPE_SK_SKB</c>): a parser says where a message ends, and a verdict whether to pass,
/// drop or redirect it to another socket.
/// </summary>
public sealed class SkSkbProgram : BpfProgram, IProgramHandle<SkSkbProgram>
{
    private SkSkbProgram(LoadedProgram program)
        : base(program)
    {
    }

    /// <summary>
    /// Attaches the program to a map of sockets, as what its section says it is: by a link since Linux 6.10, and with <c>BPF_PROG_ATTACH</c> before. It
    /// is for the sockets that are put into the map from then on.
    /// </summary>
    /// <param name="map">The map: a sockmap or a sockhash.</param>
    /// <returns>The link, a <see cref="KernelLink"/> or a <see cref="ProgramAttachLink"/>; disposing it takes the program off the map.</returns>
    /// <exception cref="ArgumentException">The map is of another type.</exception>
    /// <exception cref="InvalidOperationException">The section, <c>sk_skb</c>, does not say what the program is.</exception>
    /// <exception cref="BpfException">The kernel refuses: <c>EPERM</c> without <c>CAP_NET_ADMIN</c>, <c>EBUSY</c> where the map has a link already.</exception>
    public BpfLink Attach(BpfMap map) => ExpectedAttachType == default
        ? throw NoHook("'sk_skb/stream_parser', 'sk_skb/stream_verdict' or 'sk_skb/verdict'")
        : Attach(map, ExpectedAttachType);

    /// <summary>Attaches the program to a map of sockets: by a link since Linux 6.10, and with <c>BPF_PROG_ATTACH</c> before.</summary>
    /// <param name="map">The map: a sockmap or a sockhash.</param>
    /// <param name="hook"><see cref="AttachType.SkSkbStreamParser"/>, <see cref="AttachType.SkSkbStreamVerdict"/> or <see cref="AttachType.SkSkbVerdict"/>.</param>
    /// <returns>The link, a <see cref="KernelLink"/> or a <see cref="ProgramAttachLink"/>; disposing it takes the program off the map.</returns>
    /// <exception cref="ArgumentException">The map or the hook is of another type.</exception>
    /// <exception cref="BpfException">The kernel refuses: <c>EPERM</c> without <c>CAP_NET_ADMIN</c>, <c>EBUSY</c> where the map has a link already.</exception>
    public BpfLink Attach(BpfMap map, AttachType hook) => hook is AttachType.SkSkbStreamParser or AttachType.SkSkbStreamVerdict or AttachType.SkSkbVerdict
        ? SocketMapAttachment.Attach(this, map, hook)
        : throw new ArgumentException($"{KindNames.Of(hook)} is no hook of sk_skb programs.");

    static SkSkbProgram IProgramHandle<SkSkbProgram>.Create(LoadedProgram program) => new(program);

    static bool IProgramHandle<SkSkbProgram>.Takes(ProgramType type) => type == ProgramType.SkSkb;
}
