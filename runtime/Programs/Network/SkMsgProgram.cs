using BpfGen.Links;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// A program that sees the data that the sockets of a map are about to send (<c>SEC("sk_msg")</c>, <c>BPF_PROG_TYPE_SK_MSG</c>). It
/// passes, drops or redirects the data.
/// </summary>
public sealed class SkMsgProgram : BpfProgram, IProgramHandle<SkMsgProgram>
{
    private SkMsgProgram(LoadedProgram program)
        : base(program)
    {
    }

    /// <summary>
    /// Attaches the program to a map of sockets: by a link since Linux 6.10, and by <c>BPF_PROG_ATTACH</c> on kernels without such links.
    /// The program runs for sockets that are added to the map after this call.
    /// </summary>
    /// <param name="map">A map of type <see cref="MapType.SockMap"/> or <see cref="MapType.SockHash"/>.</param>
    /// <param name="linkOnly">
    /// Whether to fail on kernels without links of socket maps (before Linux 6.10). If true, the result is always a <see
    /// cref="KernelLink"/>, which can be pinned.
    /// </param>
    /// <returns>The link, a <see cref="KernelLink"/> or a <see cref="ProgramAttachLink"/>; disposing it detaches the program.</returns>
    /// <exception cref="System.ArgumentException">The map is null or of another type.</exception>
    /// <exception cref="System.InvalidOperationException">The program was not loaded, or the map was not created.</exception>
    /// <exception cref="BpfException">
    /// The kernel rejected the attachment: <c>EPERM</c> without <c>CAP_NET_ADMIN</c>, <c>EBUSY</c> if the map has a link already.
    /// </exception>
    public BpfLink Attach(BpfMap map, bool linkOnly = false) => SocketMapAttachment.Attach(this, map, AttachType.SkMsgVerdict, linkOnly);

    static SkMsgProgram IProgramHandle<SkMsgProgram>.Create(LoadedProgram program) => new(program);

    static bool IProgramHandle<SkMsgProgram>.Takes(ProgramType type) => type == ProgramType.SkMsg;
}
