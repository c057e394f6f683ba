using System;
using System.Globalization;
using BpfGen.Interop;

namespace BpfGen.Maps;

/// <summary>How many CPUs the kernel could have: a per-CPU map has a value for each, whether it is plugged in or not.</summary>
internal static class CpuCount
{
    public static int Possible { get; } = Parse(ProcFile.TryRead("/sys/devices/system/cpu/possible")) ?? Environment.ProcessorCount;

    /// <summary>The kernel's list of CPUs, <c>0-3,8</c>. CPUs are counted up to the highest number.</summary>
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
