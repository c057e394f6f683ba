using System.Collections.Generic;
using System.Text;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Model;
using BpfGen.KernelFacts;

namespace BpfGen.Generator.Checks;

/// <summary>Checks that the license of an object allows the helpers that its programs call.</summary>
internal static class LicenseChecks
{
    private const int LongestLicense = 63;

    /// <summary>
    /// The license texts that the kernel accepts as GPL-compatible. The kernel compares the whole text (<c>license_is_gpl_compatible</c>).
    /// </summary>
    private static readonly HashSet<string> GplCompatible =
        ["GPL", "GPL v2", "GPL and additional rights", "Dual BSD/GPL", "Dual MIT/GPL", "Dual MPL/GPL"];

    public static IEnumerable<Problem> Run(ObjectModel model, Contract contract)
    {
        if (contract.License is { } given && (Encoding.UTF8.GetByteCount(given) > LongestLicense || given.IndexOf('\0') >= 0))
        {
            yield return Problem.Of(
                Rules.BadLicense,
                $"BpfLicense is {Printable.Name(given)}, which is longer than {LongestLicense} bytes or contains a zero byte");
            yield break;
        }

        var license = contract.License ?? model.License;
        if (GplCompatible.Contains(license))
        {
            yield break;
        }

        var reason = license.Length == 0 ? "the object declares no license" : $"the object's license is {Printable.Name(license)}";
        foreach (var program in model.Programs)
        {
            foreach (var call in program.HelperCalls)
            {
                if (HelperTable.IsGplOnly(call.Helper, program.Kind.Type))
                {
                    yield return Problem.Of(
                        Rules.GplOnlyHelper, Printable.Name(program.Name), HelperTable.NameOf(call.Helper)!, call.Instruction, reason);
                }
            }
        }
    }
}
