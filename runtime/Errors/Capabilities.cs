using System.Globalization;
using BpfGen.Interop;

namespace BpfGen.Errors;

/// <summary>What the process may do.</summary>
internal static class Capabilities
{
    /// <summary>Whether a capability is in the process's effective set. Where that cannot be read, it is not.</summary>
    public static bool Has(Capability capability)
    {
        var field = ProcFile.Field(ProcFile.TryRead("/proc/self/status"), "CapEff:");
        return ulong.TryParse(field, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var set)
            && (set & (1ul << (int)capability)) != 0;
    }

    public static string NameOf(Capability capability) => capability switch
    {
        Capability.NetAdmin => "CAP_NET_ADMIN",
        Capability.NetRaw => "CAP_NET_RAW",
        Capability.Perfmon => "CAP_PERFMON",
        Capability.Bpf => "CAP_BPF",
        _ => "CAP_SYS_ADMIN",
    };
}
