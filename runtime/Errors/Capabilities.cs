using System.Globalization;
using BpfGen.Interop;

namespace BpfGen.Errors;

/// <summary>The capabilities of the process.</summary>
internal static class Capabilities
{
    /// <summary>The effective capabilities as a bit mask: bit n stands for capability n. 0 if they cannot be read.</summary>
    public static ulong Effective
    {
        get
        {
            var text = ProcFile.Field(ProcFile.TryRead("/proc/self/status"), "CapEff:");
            return ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var set) ? set : 0;
        }
    }

    /// <summary>Tells whether a capability is in the effective set.</summary>
    public static bool Has(Capability capability) => (Effective & (1ul << (int)capability)) != 0;
}
