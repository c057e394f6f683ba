using System;
using System.Collections.Generic;

namespace BpfGen.Generator.Input;

/// <summary>Reads <c>BpfMinKernel</c>: the oldest kernel that the project supports.</summary>
internal static class MinKernelReader
{
    /// <param name="text">The value, such as <c>5.10</c>; null for none.</param>
    /// <param name="flaws">Receives an invalid value: the name of the metadata, the value, and the reason.</param>
    public static Version? Read(string? text, ICollection<(string Name, string Value, string Reason)> flaws)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (Version.TryParse(text!.Trim(), out var version))
        {
            return new Version(version.Major, version.Minor);
        }

        flaws.Add(("BpfMinKernel", text, "write the version of a kernel, such as '5.10'"));
        return null;
    }
}
