using System;
using BpfGen.Errors;
using BpfGen.Links;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// A program that sees the data that the sockets of a map receive (<c>BPF_PROG_TYPE_SK_SKB</c>). A parser
/// (<c>SEC("sk_skb/stream_parser")</c>) finds the end of each message. A verdict program (<c>sk_skb/stream_verdict</c>,
/// <c>sk_skb/verdict</c>) passes, drops or redirects the data.
/// </summary>
public sealed class SkSkbProgram : BpfProgram, IProgramHandle<SkSkbProgram>
{
    private SkSkbProgram(LoadedProgram program)
        : base(program)
    {
    }

    /// <summary>
    /// Attaches the program to a map of sockets, as the parser or verdict program that its section names: by a link since Linux 6.10,
    /// and by <c>BPF_PROG_ATTACH</c> on kernels without such links. The program runs for sockets that are added to the map after this call.
    /// </summary>
    /// <param name="map">A map of type <see cref="MapType.SockMap"/> or <see cref="MapType.SockHash"/>.</param>
    /// <param name="linkOnly">
    /// Whether to fail on kernels without links of socket maps (before Linux 6.10). If true, the result is always a <see
    /// cref="KernelLink"/>, which can be pinned.
    /// </param>
    /// <returns>The link, a <see cref="KernelLink"/> or a <see cref="ProgramAttachLink"/>; disposing it detaches the program.</returns>
    /// <exception cref="ArgumentException">The map is null or of another type.</exception>
    /// <exception cref="InvalidOperationException">
    /// The section is only <c>sk_skb</c>, so that the hook is unknown. Or the program was not loaded, or the map was not created.
    /// </exception>
    /// <exception cref="BpfException">
    /// The kernel rejected the attachment: <c>EPERM</c> without <c>CAP_NET_ADMIN</c>, <c>EBUSY</c> if the map has a link already.
    /// </exception>
    public BpfLink Attach(BpfMap map, bool linkOnly = false) => ExpectedAttachType == default
        ? throw NoHook("'sk_skb/stream_parser', 'sk_skb/stream_verdict' or 'sk_skb/verdict'")
        : Attach(map, ExpectedAttachType, linkOnly);

    /// <summary>
    /// Attaches the program to a map of sockets: by a link since Linux 6.10, and by <c>BPF_PROG_ATTACH</c> on kernels without such links.
    /// </summary>
    /// <param name="map">A map of type <see cref="MapType.SockMap"/> or <see cref="MapType.SockHash"/>.</param>
    /// <param name="hook">
    /// <see cref="AttachType.SkSkbStreamParser"/>, <see cref="AttachType.SkSkbStreamVerdict"/> or
    /// <see cref="AttachType.SkSkbVerdict"/>.
    /// </param>
    /// <param name="linkOnly">
    /// Whether to fail on kernels without links of socket maps (before Linux 6.10). If true, the result is always a <see
    /// cref="KernelLink"/>, which can be pinned.
    /// </param>
    /// <returns>The link, a <see cref="KernelLink"/> or a <see cref="ProgramAttachLink"/>; disposing it detaches the program.</returns>
    /// <exception cref="ArgumentException">The map is null or of another type, or the hook is none of these three.</exception>
    /// <exception cref="InvalidOperationException">The program was not loaded, or the map was not created.</exception>
    /// <exception cref="BpfException">
    /// The kernel rejected the attachment: <c>EPERM</c> without <c>CAP_NET_ADMIN</c>, <c>EBUSY</c> if the map has a link already.
    /// </exception>
    public BpfLink Attach(BpfMap map, AttachType hook, bool linkOnly = false) =>
        hook is AttachType.SkSkbStreamParser or AttachType.SkSkbStreamVerdict or AttachType.SkSkbVerdict
            ? SocketMapAttachment.Attach(this, map, hook, linkOnly)
            : throw new ArgumentException($"{KindNames.Of(hook)} is not a hook of sk_skb programs: " +
                "use SkSkbStreamParser, SkSkbStreamVerdict or SkSkbVerdict.");

    static SkSkbProgram IProgramHandle<SkSkbProgram>.Create(LoadedProgram program) => new(program);

    static bool IProgramHandle<SkSkbProgram>.Takes(ProgramType type) => type == ProgramType.SkSkb;
}
