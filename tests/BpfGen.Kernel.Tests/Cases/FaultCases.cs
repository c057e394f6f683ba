using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Runtime.InteropServices;
using BpfGen.Interop;
using BpfGen.Kernel.Tests.Support;
using BpfGen.Runtime.Tests.Support;

namespace BpfGen.Kernel.Tests.Cases;

/// <summary>What does not go as it should.</summary>
internal static class FaultCases
{
    private const int LockedMemory = 8;

    public static IEnumerable<Case> All =>
    [
        new("a killed process leaves what it pinned", Killed),
        new("a map that a limit of memory has no room for", CgroupLimit)
        {
            Need = Need.Linux(5, 11), Refusal = LockedLimit, RefusedWith = "RLIMIT_MEMLOCK is probably too low: kernels before 5.11 count maps and programs against it.",
        },
    ];

    private static void Killed()
    {
        var (kept, lost) = KilledProcess.StartAndKill();

        Check.Soon(() => !IsThere(lost), "the link that was not pinned is gone");
        Check.That(IsThere(kept), "the pinned link is there");
        using (var link = KernelLink.OpenPinned(KilledProcess.PinPath))
        {
            Check.Same(kept, link.Id, "the id of what is pinned");
            link.Unpin();
        }

        Check.Soon(() => !IsThere(kept), "the link is gone when nobody holds it");
    }

    /// <summary>Since Linux 5.11 maps and programs count as memory of the cgroup of whoever makes them.</summary>
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
            Check.Says("ask for fewer entries", message);
        }
        finally
        {
            File.WriteAllText(cgroup + "/memory.max", "max");
            File.WriteAllText(controllers, "-memory");
        }

        LoadLarge();
    }

    /// <summary>Before, they count as locked memory. The loader lifts the limit once; here it is lowered afterwards.</summary>
    private static unsafe void LockedLimit()
    {
        Counters.Load().Dispose();
        var limits = stackalloc ulong[] { 64 * 1024, ulong.MaxValue };
        Check.Same(0, Libc.SetResourceLimit(LockedMemory, limits), "the answer to a lower limit");
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
            Check.Same(0, Libc.SetResourceLimit(LockedMemory, limits), "the answer to a higher limit");
        }
    }

    /// <summary>A buffer of 64 MiB, beside programs and variables.</summary>
    private static void LoadLarge() => Traced.Load(new() { Maps = { Started = { MaxEntries = 64 << 20 } } }).Dispose();

    /// <summary>What is closed goes a little later.</summary>
    private static void LeavesNothing(Action load)
    {
        var (maps, programs) = (KernelObjects.MapIds(), KernelObjects.ProgramIds());
        try
        {
            load();
        }
        finally
        {
            Check.Soon(() => KernelObjects.MapIds().IsSubsetOf(maps), "no map is left");
            Check.Soon(() => KernelObjects.ProgramIds().IsSubsetOf(programs), "no program is left");
        }
    }

    private static bool IsThere(uint link)
    {
        var attributes = new IdAttributes { Id = link - 1 };
        return Bpf.Call(BpfCommand.LinkGetNextId, ref attributes) == 0 && attributes.NextId == link;
    }

    /// <summary>What the commands on ids are given.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct IdAttributes
    {
        public uint Id;
        public uint NextId;
        public uint OpenFlags;
    }
}
