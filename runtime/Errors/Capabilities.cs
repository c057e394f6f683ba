using System;
using System.Globalization;
using BpfGen.Interop;

namespace BpfGen;

/// <summary>What the process may do.</summary>
internal static class Capabilities
{
    private const string EffectiveLine = "CapEff:";

    /// <summary>Whether a capability is in the process's effective set. Where that cannot be read, it is not.</summary>
    public static bool Has(Capability capability)
    {
        var status = ProcFile.TryRead("/proc/self/status") ?? "";
        var start = status.IndexOf(EffectiveLine, StringComparison.Ordinal);
        if (start < 0)
        {
            return false;
        }

        var rest = status.AsSpan(start + EffectiveLine.Length).TrimStart();
        var end = rest.IndexOf('\n');
        return ulong.TryParse(end < 0 ? rest : rest[..end], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var set)
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
