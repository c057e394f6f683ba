using System;
using System.Globalization;
using BpfGen.Interop;

namespace BpfGen.Errors;

/// <summary>The capabilities and the user of the calling thread. The kernel has them for each thread; usually all have the same.</summary>
internal static class Capabilities
{
    /// <summary>The effective set, as one bit at the number of each capability; 0 if it cannot be read.</summary>
    public static ulong Effective => Set("CapEff:");

    /// <summary>The permitted set, as one bit at the number of each capability; 0 if it cannot be read.</summary>
    public static ulong Permitted => Set("CapPrm:");

    /// <summary>Whether the effective user is root, even without capabilities.</summary>
    public static bool IsRoot
    {
        get
        {
            // The line lists the real, effective, saved and file system user ID. Read the second, the effective user ID.
            var users = ProcFile.Field(ProcFile.TryRead("/proc/thread-self/status"), "Uid:");
            users = users[(users.IndexOf('\t') + 1)..];
            return users.StartsWith("0\t", StringComparison.Ordinal);
        }
    }

    /// <summary>Tells whether a capability is in the effective set.</summary>
    public static bool Has(Capability capability) => (Effective & (1ul << (int)capability)) != 0;

    private static ulong Set(string field)
    {
        var text = ProcFile.Field(ProcFile.TryRead("/proc/thread-self/status"), field);
        return ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var set) ? set : 0;
    }
}
