using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Runtime.InteropServices;
using BpfGen.Interop;
using BpfGen.Kernel.Tests.Support;
using BpfGen.Runtime.Tests.Support;

namespace BpfGen.Kernel.Tests.Cases;

/// <summary>Faults: a killed process, and maps that exceed the memory limits.</summary>
internal static class FaultCases
{
    private const int LockedMemory = 8;

    public static IEnumerable<Case> All =>
    [
        new("a pinned link survives its process", Killed),
        new("a map larger than the memory limit", CgroupLimit)
        {
            Need = Need.Linux(5, 11), Refusal = LockedLimit,
            RefusedWith = "RLIMIT_MEMLOCK is probably too low: kernels before 5.11 count maps and programs against it.",
        },
    ];

    private static void Killed()
    {
        var (kept, lost) = KilledProcess.StartAndKill();

        Check.Soon(() => !Exists(lost), "the link that is not pinned disappears");
        Check.That(Exists(kept), "the pinned link still exists");
        using (var link = KernelLink.OpenPinned(KilledProcess.PinPath))
        {
            Check.Same(kept, link.Id, "the id of the pinned link");
            link.Unpin();
        }

        Check.Soon(() => !Exists(kept), "the link disappears after unpinning and closing");
    }

    /// <summary>
    /// Since Linux 5.11, the kernel charges maps and programs to the memory limit of the cgroup of the process that creates them.
    /// </summary>
    private static void CgroupLimit()
    {
        const string controllers = "/sys/fs/cgroup/cgroup.subtree_control";
        File.WriteAllText(controllers, "+memory");
        var cgroup = OwnCgroup.Path;
        var used = long.Parse(File.ReadAllText(cgroup + "/memory.current"), CultureInfo.InvariantCulture);
        File.WriteAllText(cgroup + "/memory.max", (used + (32 << 20)).ToString(CultureInfo.InvariantCulture));
        try
        {
            var message = Check.Refused(() => LeavesNothing(LoadLarge));
            Check.Says("BPF_MAP_CREATE failed with ENOMEM", message);
            Check.Says("map 'started' (RingBuffer) of traced.o", message);
            Check.Says("Reduce its number of entries", message);
        }
        finally
        {
            File.WriteAllText(cgroup + "/memory.max", "max");
            File.WriteAllText(controllers, "-memory");
        }

        LoadLarge();
    }

    /// <summary>
    /// Before Linux 5.11, maps and programs count as locked memory. The first load raises the limit for locked memory, and later loads do
    /// not. So this case lowers the limit after the first load.
    /// </summary>
    private static unsafe void LockedLimit()
    {
        Counters.Load().Dispose();
        var limits = stackalloc ulong[] { 64 * 1024, ulong.MaxValue };
        Check.Same(0, Libc.SetResourceLimit(LockedMemory, limits), "the result of lowering the limit");
        try
        {
            LeavesNothing(LoadLarge);
        }
        catch (BpfException exception)
        {
            Check.Says("BPF_MAP_CREATE failed with EPERM", exception.Message);
            Check.Says("map 'started' (RingBuffer) of traced.o", exception.Message);
            throw;
        }
        finally
        {
            limits[0] = ulong.MaxValue;
            Check.Same(0, Libc.SetResourceLimit(LockedMemory, limits), "the result of raising the limit");
        }
    }

    /// <summary>Loads an object with a ring buffer of 64 MiB.</summary>
    private static void LoadLarge() => Traced.Load(new() { Maps = { Started = { MaxEntries = 64 << 20 } } }).Dispose();

    /// <summary>
    /// Checks that a failed load leaves no maps and programs in the kernel. The kernel frees them a little after they are closed, so the
    /// check waits.
    /// </summary>
    private static void LeavesNothing(Action load)
    {
        var (maps, programs) = (KernelObjects.MapIds(), KernelObjects.ProgramIds());
        try
        {
            load();
        }
        finally
        {
            Check.Soon(() => KernelObjects.MapIds().IsSubsetOf(maps), "no maps are left");
            Check.Soon(() => KernelObjects.ProgramIds().IsSubsetOf(programs), "no programs are left");
        }
    }

    private static bool Exists(uint link)
    {
        var attributes = new IdAttributes { Id = link - 1 };
        return Bpf.Call(BpfCommand.LinkGetNextId, ref attributes) == 0 && attributes.NextId == link;
    }

    /// <summary>The attributes of the <c>BPF_*_GET_NEXT_ID</c> commands.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct IdAttributes
    {
        public uint Id;
        public uint NextId;
        public uint OpenFlags;
    }
}
