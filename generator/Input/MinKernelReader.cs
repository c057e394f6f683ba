using System;
using BpfGen.Generator.Diagnostics;

namespace BpfGen.Generator.Input;

/// <summary>Reads <c>BpfMinKernel</c>: the oldest kernel that the project supports.</summary>
internal static class MinKernelReader
{
    /// <param name="text">The value, such as <c>5.10</c>; null or empty for none.</param>
    /// <param name="problem">The problem of an invalid value; null for none.</param>
    /// <returns>The kernel; null for none, or if the value is invalid.</returns>
    public static Version? Read(string? text, out Problem? problem)
    {
        problem = null;
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (Version.TryParse(text!.Trim(), out var version))
        {
            return new Version(version.Major, version.Minor);
        }

        problem = Problem.Of(Rules.BadMetadata, "BpfMinKernel", text, "write the version of a kernel, such as '5.10'");
        return null;
    }
}
