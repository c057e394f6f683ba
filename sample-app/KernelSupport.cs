using System;
using System.Collections.Generic;
using System.Linq;

namespace BpfGen.Sample;

/// <summary>Tells users why a command cannot run on their kernel.</summary>
internal static class KernelSupport
{
    /// <summary>Throws if the kernel lacks a feature that the programs and maps of a command require.</summary>
    /// <param name="missing">The result of <c>CheckSupport()</c>.</param>
    /// <exception cref="PlatformNotSupportedException">The kernel lacks a feature.</exception>
    public static void Require(IReadOnlyList<MissingFeature> missing)
    {
        // Ignore features whose check failed, for example without privileges: the kernel may have them. If not, the load reports the error.
        var known = missing.Where(feature => feature.Failure is null).Select(feature => feature.ToString()).ToList();
        if (known.Count > 0)
        {
            throw new PlatformNotSupportedException(string.Join(
                Environment.NewLine + "  ", ["this kernel cannot run the command.", .. known]));
        }
    }
}
