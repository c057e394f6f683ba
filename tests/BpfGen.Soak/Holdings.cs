using System;
using System.IO;
using System.Linq;
using System.Threading;

namespace BpfGen.Soak;

/// <summary>The resources that this process holds: memory, descriptors, mappings, and objects in the kernel.</summary>
/// <param name="Resident">The resident memory in KiB.</param>
/// <param name="Descriptors">The number of open descriptors.</param>
/// <param name="Mappings">The number of memory mappings.</param>
/// <param name="Objects">The number of programs and maps in the kernel with the names of this program's object.</param>
internal sealed record Holdings(long Resident, int Descriptors, int Mappings, int Objects)
{
    /// <summary>The kernel frees a program only after all CPUs have left it.</summary>
    private static readonly TimeSpan FreeTime = TimeSpan.FromMilliseconds(200);

    public static Holdings Now()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Thread.Sleep(FreeTime);
        return new Holdings(
            Environment.WorkingSet >> 10,
            Directory.EnumerateFileSystemEntries("/proc/self/fd").Count(),
            File.ReadLines("/proc/self/maps").Count(),
            CountObjects());
    }

    public override string ToString() =>
        $"{Resident,7:N0} KiB resident, {Descriptors} descriptors, {Mappings} mappings, {Objects} objects in the kernel";

    private static int CountObjects()
    {
        var count = 0;
        foreach (var program in TracepointProgram.OpenAll())
        {
            using (program)
            {
                count += program.Name == "soak_getpgid" ? 1 : 0;
            }
        }

        foreach (var map in BpfMap.OpenAll())
        {
            using (map)
            {
                count += map.Name is "soak_ring" or "soak_perf" ? 1 : 0;
            }
        }

        return count;
    }
}
