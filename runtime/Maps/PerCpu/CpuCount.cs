using System;
using System.Globalization;
using BpfGen.Interop;

namespace BpfGen.Maps;

/// <summary>The number of possible CPUs. A per-CPU map has a value for each possible CPU, even if the CPU is not plugged in.</summary>
internal static class CpuCount
{
    public static int Possible { get; } = Parse(ProcFile.TryRead("/sys/devices/system/cpu/possible")) ?? Environment.ProcessorCount;

    /// <summary>
    /// Parses the kernel's list of CPUs, such as <c>0-3,8</c>. The count is the highest CPU number plus 1. Null if the list is invalid.
    /// </summary>
    internal static int? Parse(string? list)
    {
        if (string.IsNullOrWhiteSpace(list))
        {
            return null;
        }

        var last = list.AsSpan().Trim();
        last = last[(last.LastIndexOfAny(',', '-') + 1)..];
        return int.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var highest) ? highest + 1 : null;
    }
}
