using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// An action of traffic control (<c>BPF_PROG_TYPE_SCHED_ACT</c>, <c>SEC("action")</c>): what a filter of another kind does with the packets that it matches.
/// </summary>
/// <remarks>
/// The kernel knows actions by the filters that have them, and libbpf attaches none either: pin it, and give it to a filter with
/// <c>tc filter add dev eth0 ingress matchall action bpf object-pinned PATH</c>. What decides about packets by itself is better written as
/// <c>SEC("tc")</c>, which is a <see cref="TcProgram"/>.
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
