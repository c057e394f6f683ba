namespace BpfGen.KernelFacts;

/// <summary>The names that the attach targets of programs have in the BTF of the kernel and of its modules.</summary>
internal static class AttachTargets
{
    /// <summary>The prefix of the typedefs in the kernel's BTF that describe tracepoints: <c>btf_trace_sched_switch</c>.</summary>
    public const string Tracepoint = "btf_trace_";

    /// <summary>The text that the kernel adds before the name of a target, such as <c>bpf_lsm_</c>; empty if it adds none.</summary>
    public static string PrefixOf(AttachType type) => type switch
    {
        AttachType.TraceRawTp => Tracepoint,
        AttachType.TraceIter => "bpf_iter_",
        AttachType.LsmMac or AttachType.LsmCgroup => "bpf_lsm_",
        _ => "",
    };

    /// <summary>Whether the target is the type of a tracepoint. All other targets are functions.</summary>
    public static bool IsTypedef(AttachType type) => type == AttachType.TraceRawTp;

    /// <summary>Splits the target of a section: <c>function</c> or <c>module:function</c>.</summary>
    /// <returns>The module, or null if the section names none, and the name.</returns>
    public static (string? Module, string Name) Split(string target)
    {
        var colon = target.IndexOf(':');
        return colon < 0 ? (null, target) : (target.Substring(0, colon), target.Substring(colon + 1));
    }
}
