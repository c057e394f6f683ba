using BpfGen.Links;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// A program that sees what the sockets of a map are about to send (<c>BPF_PROG_TYPE_SK_MSG</c>), and says whether to pass, drop or redirect it to another socket.
/// </summary>
public sealed class SkMsgProgram : BpfProgram, IProgramHandle<SkMsgProgram>
{
    private SkMsgProgram(LoadedProgram program)
        : base(program)
    {
    }

    /// <summary>
    /// Attaches the program to a map of sockets: by a link since Linux 6.10, and with <c>BPF_PROG_ATTACH</c> before. It is for the sockets that are
    /// put into the map from then on.
    /// </summary>
    /// <param name="map">The map: a sockmap or a sockhash.</param>
    /// <returns>The link, a <see cref="KernelLink"/> or a <see cref="ProgramAttachLink"/>; disposing it takes the program off the map.</returns>
    /// <exception cref="System.ArgumentException">The map is of another type.</exception>
    /// <exception cref="BpfException">The kernel refuses: <c>EPERM</c> without <c>CAP_NET_ADMIN</c>, <c>EBUSY</c> where the map has a link already.</exception>
    public BpfLink Attach(BpfMap map) => SocketMapAttachment.Attach(this, map, AttachType.SkMsgVerdict);

    static SkMsgProgram IProgramHandle<SkMsgProgram>.Create(LoadedProgram program) => new(program);

    static bool IProgramHandle<SkMsgProgram>.Takes(ProgramType type) => type == ProgramType.SkMsg;
}
