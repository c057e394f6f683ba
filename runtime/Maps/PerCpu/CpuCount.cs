using System;
using BpfGen.Interop;

namespace BpfGen.Maps;

/// <summary>The number of possible CPUs. A per-CPU map has a value for each possible CPU, even if the CPU is not plugged in.</summary>
internal static class CpuCount
{
    public static int Possible { get; } = Parse(ProcFile.TryRead("/sys/devices/system/cpu/possible")) ?? Environment.ProcessorCount;

    /// <summary>
    /// Returns the number of CPUs for a list such as <c>0-3,8</c>: the highest CPU number plus 1. Null if the list is invalid.
    /// </summary>
    internal static int? Parse(string? list)
    {
        if (string.IsNullOrWhiteSpace(list))
        {
            return null;
        }

        return Digits.Decimal(Digits.AtEnd(list.AsSpan().Trim())) is { } highest ? highest + 1 : null;
    }
}
