using System;
using System.Collections.Concurrent;
using System.IO;

namespace BpfGen.Agent.Probes;

/// <summary>Names block devices and their operations.</summary>
internal static class BlockDevices
{
    private const int MostNames = 4096;
    private const int MinorBits = 20;

    private static readonly ConcurrentDictionary<uint, string> Names = new();

    /// <summary>Returns the name of a disk, such as <c>sda</c>; its numbers, <c>8:0</c>, if it no longer exists.</summary>
    /// <param name="device">The device number as in the kernel.</param>
    public static string Name(uint device)
    {
        if (Names.TryGetValue(device, out var known))
        {
            return known;
        }

        var numbers = $"{device >> MinorBits}:{device & ((1 << MinorBits) - 1)}";
        if (Target($"/sys/dev/block/{numbers}") is not { } target)
        {
            return numbers;
        }

        if (Names.Count < MostNames)
        {
            Names[device] = target.Name;
        }

        return target.Name;
    }

    // The link is missing if the disk was removed, and for requests without a disk (0:0), such as admin commands of NVMe.
    private static FileSystemInfo? Target(string link)
    {
        try
        {
            return Directory.ResolveLinkTarget(link, returnFinalTarget: false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Returns the name of an operation, from the kernel's <c>enum req_op</c>.</summary>
    public static string Operation(uint operation) => operation switch
    {
        0 => "read",
        1 => "write",
        2 => "flush",
        3 => "discard",
        _ => "other",
    };
}
