using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// A program that observes the TCP connections of a cgroup's processes (<c>SEC("sockops")</c>, <c>BPF_PROG_TYPE_SOCK_OPS</c>). The kernel
/// runs the program when connections are established, retransmit or close. The program can set parameters of the connections.
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
