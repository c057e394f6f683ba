using BpfGen.Btf;

namespace BpfGen.Generator.Linking;

/// <summary>The names that attach targets have in the kernel's BTF.</summary>
internal static class KernelTargets
{
    /// <returns>The name and kind of the symbol, and the beginning that the kernel adds to the name.</returns>
    public static (string Name, BtfKind Kind, string Prefix) Of(AttachType type, string target) => type switch
    {
        AttachType.TraceRawTp => ("btf_trace_" + target, BtfKind.Typedef, "btf_trace_"),
        AttachType.TraceIter => ("bpf_iter_" + target, BtfKind.Function, "bpf_iter_"),
        AttachType.LsmMac or AttachType.LsmCgroup => ("bpf_lsm_" + target, BtfKind.Function, "bpf_lsm_"),
        _ => (target, BtfKind.Function, ""),
    };
}
