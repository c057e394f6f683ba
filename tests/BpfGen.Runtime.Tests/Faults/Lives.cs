using System;
using System.Collections.Generic;
using System.IO;
using BpfGen.Features;
using BpfGen.Runtime.Tests.Support;
using BpfGen.Tests;

namespace BpfGen.Runtime.Tests.Faults;

/// <summary>
/// Lives of objects: each loads an object, attaches it, sees an event or data, and disposes everything. A life ends with an exception if
/// its event does not arrive.
/// </summary>
internal static partial class Lives
{
    private const string PinRoot = KernelFileSystems.BpfFs + "/outer/inner";

    public static Dictionary<string, Action<Stage>> All { get; } = new()
    {
        ["ring buffer"] = RingBuffer,
        ["tracepoints"] = Tracepoint,
        ["perf event array"] = PerfEventArray,
        ["reader set"] = ReaderSetOfTwo,
        ["asynchronous ring buffer"] = AsynchronousRingBuffer,
        ["asynchronous perf event array"] = AsynchronousPerfEventArray,
        ["reader set in the background"] = ReaderSetInBackground,
        ["uprobe"] = stage => Uprobe(stage, ProbeMode.Newest),
        ["uprobe by ioctl"] = stage => Uprobe(stage, ProbeMode.PerfEvent),
        ["uprobe in tracefs"] = stage => Uprobe(stage, ProbeMode.TraceFs),
        ["uprobe with semaphore by ioctl"] = stage => Semaphore(stage, ProbeMode.PerfEvent),
        ["uprobe with semaphore in tracefs"] = stage => Semaphore(stage, ProbeMode.TraceFs),
        ["USDT probe in two places"] = UsdtInTwoPlaces,
        ["USDT probe with semaphore"] = stage => UsdtWithSemaphore(stage, Environment.ProcessId),
        ["USDT probe with semaphore in all processes"] = stage => UsdtWithSemaphore(stage, null),
        ["pinned map"] = PinnedMap,
        ["tc link"] = stage => Tc(stage, static (tc, _) => tc.Ingress.Attach("lo")),
        ["tc filter"] = stage => Tc(stage, static (tc, _) => tc.Ingress.AttachFilter("lo", TcDirection.Ingress)),
        ["XDP link"] = stage => Xdp(stage, static xdp => xdp.Count.Attach("lo")),
        ["XDP by netlink"] = stage => Xdp(stage, static xdp => xdp.Count.AttachNetlink("lo", XdpMode.Generic)),
        ["cgroup link"] = stage => Cgroup(stage, CgroupAttachMode.Link),
        ["cgroup without link"] = stage => Cgroup(stage, CgroupAttachMode.Multi),
        ["exclusive cgroup program"] = stage => Cgroup(stage, CgroupAttachMode.Exclusive),
        ["struct_ops"] = StructOps,
        ["maps of maps"] = MapsOfMaps,
        ["global data"] = GlobalData,
        ["CO-RE"] = CoRe,
        ["signed object"] = SignedObject,
        ["kernel configuration"] = KernelConfiguration,
        ["iterator"] = Iterator,
        ["user ring buffer"] = UserRing,
        ["questions about the kernel"] = Questions,
        ["token"] = Token,
        ["token at the usual path"] = TokenAtUsualPath,
        ["token for a map"] = TokenForMap,
        ["token and XDP link"] = TokenAndXdp,
    };

    /// <summary>Whether the life belongs into a process whose only privilege is a token.</summary>
    public static bool NeedsToken(string life) => life.StartsWith("token", StringComparison.Ordinal);

    private static void Tracepoint(Stage stage)
    {
        using var tracer = Tracepoints.Load();
        using var links = tracer.OnGetpgid.Attach();
        using var other = tracer.OnRename.Attach();
        stage.Outside(() => Trigger.GetProcessGroup(tracer.Rodata.WantedGroup));
        Expect(tracer.Bss.Calls == 1);
    }

    private static void PinnedMap(Stage stage)
    {
        // A successful load leaves its pin, by design. Whatever fails after the load, this life removes it.
        var isLoaded = false;
        try
        {
            using var pinned = Pinned.Load(new() { PinRoot = PinRoot });
            isLoaded = true;
            pinned.BpfgenPinned[0] = 7;
            using var again = Pinned.Load(new() { PinRoot = PinRoot });
            Expect(again.BpfgenPinned[0] == 7);
        }
        finally
        {
            if (isLoaded)
            {
                stage.Outside(() =>
                {
                    File.Delete(PinRoot + "/bpfgen_pinned");
                    Directory.Delete(PinRoot);
                    Directory.Delete(Path.GetDirectoryName(PinRoot)!);
                });
            }
        }
    }

    private static void Tc(Stage stage, Func<Tc, Stage, BpfLink> attach)
    {
        using var tc = Runtime.Tests.Tc.Load();
        using var link = attach(tc, stage);
        Stage.Until(() => tc.Bss.Value.Arrived > 0, stage.SendPacket);
    }

    private static void Xdp(Stage stage, Func<Xdp, BpfLink> attach)
    {
        using var xdp = Runtime.Tests.Xdp.Load();
        using var link = attach(xdp);
        Stage.Until(() => xdp.Bss.Value.Passed > 0, stage.SendPacket);
    }

    private static void Cgroup(Stage stage, CgroupAttachMode mode)
    {
        using var cgroups = Cgroups.Load();
        using var link = cgroups.OnEgress.Attach(stage.Cgroup, new() { Mode = mode });
        Stage.Until(() => cgroups.Bss.Value.Calls.Egress > 0, stage.SendPacket);
    }

    private static void StructOps(Stage stage)
    {
        using var congestion = Congestion.Load();
        using var plain = congestion.Plain.Attach();
        using var linked = congestion.Linked.Attach();
        var known = "";
        stage.Outside(() => known = File.ReadAllText("/proc/sys/net/ipv4/tcp_available_congestion_control"));
        Expect(known.Contains("bpfgen_plain", StringComparison.Ordinal) && known.Contains("bpfgen_linked", StringComparison.Ordinal));
    }

    private static void MapsOfMaps(Stage stage)
    {
        using var slots = Slots.Load();
        using var socket = PacketSocket.Open("lo");
        using var fresh = slots.ByIndex.CreateInner("fresh");
        slots.ByIndex.Set(3, fresh);
        Expect(slots.ByKey.TryGet(2, out var inner));
        inner!.Dispose();
        var keys = 0;
        foreach (var key in slots.ByKey)
        {
            keys++;
        }

        Expect(keys == 1);
        using var link = slots.Count.Attach(socket);
        Stage.Until(() => fresh[0] > 0, stage.SendPacket);
    }

    private static void GlobalData(Stage stage)
    {
        using var globals = Globals.Load(new() { Rodata = { Step = 5 } });
        using var socket = PacketSocket.Open("lo");
        using var link = globals.Add.Attach(socket);
        Stage.Until(() => globals.Bss.Packets > 0, stage.SendPacket);
        Expect(globals.Data.Total >= 155);
    }

    private static void CoRe(Stage stage)
    {
        using var core = Core.Load();
        using var link = core.ReadTask.Attach();
        Stage.Until(() => core.Results[0].Runs > 0, () => stage.Outside(() => Trigger.GetProcessGroup(1)));
        Expect(core.Results[0].SameTgid == 1);
    }

    private static void SignedObject(Stage stage)
    {
        using var core = Signed.Core.Load(new() { Keyring = null });
        using var link = core.ReadTask.Attach();
        Stage.Until(() => core.Results[0].Runs > 0, () => stage.Outside(() => Trigger.GetProcessGroup(1)));
        Expect(core.Results[0].SameTgid == 1);
    }

    private static void KernelConfiguration(Stage stage)
    {
        using var kconfig = Kconfig.Load();
        kconfig.Read.TestRun();
        Expect(kconfig.Bss.Version != 0 && kconfig.Bss.Syscall == 'y');
    }

    private static void Iterator(Stage stage)
    {
        using var iterators = Iterators.Load();
        using var link = iterators.Tasks.Attach();
        using var stream = link.OpenRead();
        Expect(stream.Read(new byte[8]) == 8);
    }

    /// <summary>Asks without the cache of <see cref="KernelFeatures"/>: a fault must not look like a kernel without the feature.</summary>
    private static void Questions(Stage stage)
    {
        Expect(MapProbe.Try(MapType.RingBuffer) && MapProbe.Try(MapType.HashOfMaps) && MapProbe.Try(MapType.TaskStorage));
        Expect(ProgramProbe.Try(ProgramType.Xdp) && HelperProbe.Try((ProgramType.Xdp, 1)));
        Expect(FeatureProbe.Try(KernelFeature.GlobalData) && FeatureProbe.Try(KernelFeature.TcxLink));
        Expect(KernelFeatures.HasTracepoint("sched", "sched_switch") && KernelBtf.OfRunningKernel().HasStruct("task_struct"));
    }

    private static void Expect(bool condition)
    {
        if (!condition)
        {
            throw new InvalidOperationException("The data is wrong, and no exception said why.");
        }
    }
}
