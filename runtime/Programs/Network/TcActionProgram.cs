using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// A traffic control action (<c>SEC("action")</c>, <c>BPF_PROG_TYPE_SCHED_ACT</c>). A traffic control filter of another kind runs the
/// action for each packet that matches the filter.
/// </summary>
/// <remarks>
/// BpfGen, like libbpf, cannot attach actions, because an action belongs to a filter. Pin the program and add it to a filter:
/// <c>tc filter add dev eth0 ingress matchall action bpf object-pinned PATH</c>. To decide about packets without another filter, write
/// a program of section <c>SEC("tc")</c> and attach it as <see cref="TcProgram"/>.
/// </remarks>
public sealed class TcActionProgram : BpfProgram, IProgramHandle<TcActionProgram>
{
    private TcActionProgram(LoadedProgram program)
        : base(program)
    {
    }

    static TcActionProgram IProgramHandle<TcActionProgram>.Create(LoadedProgram program) => new(program);

    static bool IProgramHandle<TcActionProgram>.Takes(ProgramType type) => type == ProgramType.SchedAct;
}
