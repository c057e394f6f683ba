using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// A program that follows the TCP connections of a cgroup's processes (<c>BPF_PROG_TYPE_SOCK_OPS</c>): as they are established, retransmit, close; and
/// sets their parameters.
/// </summary>
public sealed class SockOpsProgram : CgroupProgram, IProgramHandle<SockOpsProgram>
{
    private SockOpsProgram(LoadedProgram program)
        : base(program)
    {
    }

    static SockOpsProgram IProgramHandle<SockOpsProgram>.Create(LoadedProgram program) => new(program);

    static bool IProgramHandle<SockOpsProgram>.Takes(ProgramType type) => type == ProgramType.SockOps;
}
