using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>Enumerating all maps, programs, links and BTF in the kernel.</summary>
[Collection(KernelTests.Name)]
public sealed class MachineObjectTests
{
    [Fact]
    public void OpenAll_finds_the_maps_programs_links_and_BTF_of_an_object()
    {
        using var cgroup = new OwnCgroup();
        using var probe = Locks.Load();
        using var link = (KernelLink)probe.OnPacket.Attach(cgroup.Path);
        var types = probe.ByKey.GetInfo().BtfId;

        Assert.Superset(
            new HashSet<uint> { probe.ByKey.Id, probe.ByIndex.Id, probe.Unlocked.Id }, Ids(BpfMap.OpenAll(), map => map.Id));
        Assert.Contains(probe.OnPacket.Id, Ids(BpfProgram.OpenAll(), program => program.Id));
        Assert.Contains(link.Id, Ids(KernelLink.OpenAll(), found => found.Id));
        Assert.Contains(types, Ids(BtfObject.OpenAll(), found => found.Id));
        using var again = KernelLink.OpenById(link.Id);
        Assert.Equal((link.Id, LinkType.Cgroup, probe.OnPacket.Id), (again.Id, again.Type, again.Info.ProgramId));
    }

    [Fact]
    public void OpenAll_of_a_class_opens_only_the_maps_or_programs_that_the_class_supports()
    {
        Kernel.NetworkRequired();
        using var probe = Locks.Load();
        using var queue = BpfQueue<ulong>.Create(1);
        var hashes = Ids(HashMap<uint, Locks.Types.Block>.OpenAll(), map => map.Id);
        var untyped = Ids(HashMap.OpenAll(), map => map.Id);
        var cgroupPrograms = Ids(CgroupProgram.OpenAll(), program => program.Id);

        Assert.Contains(probe.ByKey.Id, hashes);
        Assert.DoesNotContain(probe.ByIndex.Id, hashes);
        Assert.Contains(probe.ByKey.Id, untyped);
        Assert.DoesNotContain(queue.Id, untyped);
        Assert.Contains(queue.Id, Ids(BpfQueue.OpenAll(), map => map.Id));
        Assert.Contains(probe.OnPacket.Id, cgroupPrograms);
        Assert.DoesNotContain(probe.OnPacket.Id, Ids(XdpProgram.OpenAll(), program => program.Id));
    }

    [Fact]
    public void The_BTF_object_of_the_kernel_is_named_vmlinux_and_can_be_read()
    {
        Kernel.NetworkRequired();
        Assert.SkipUnless(File.Exists("/sys/kernel/btf/vmlinux"), "needs CONFIG_DEBUG_INFO_BTF");
        var kernel = BtfObject.OpenAll().First(found => found.Name == "vmlinux");
        using (kernel)
        {
            Assert.True(kernel.IsKernel);
            Assert.Equal(new FileInfo("/sys/kernel/btf/vmlinux").Length, kernel.Size);
            Assert.Equal(File.ReadAllBytes("/sys/kernel/btf/vmlinux"), kernel.Read());
        }

        using var probe = Locks.Load();
        using var own = BtfObject.OpenById(probe.ByKey.GetInfo().BtfId);
        Assert.Equal(("", false, own.Size), (own.Name, own.IsKernel, own.Read().Length));
    }

    [Fact]
    public async Task OpenAll_skips_objects_that_disappear_during_the_enumeration()
    {
        Kernel.NetworkRequired();
        var before = KernelObjects.OpenFilesAtRest();
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        var churn = Task.Run(
            () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    ArrayMap<ulong>.Create(1).Dispose();
                }
            },
            TestContext.Current.CancellationToken);
        var rounds = 0;
        for (; !stop.IsCancellationRequested; rounds++)
        {
            foreach (var map in BpfMap.OpenAll())
            {
                map.Dispose();
            }
        }

        await churn;
        Assert.True(rounds > 10);
        Assert.Equal(before, KernelObjects.OpenFiles());
    }

    [Fact]
    public void The_error_for_an_unknown_id_contains_the_id()
    {
        Kernel.NetworkRequired();
        Assert.Contains("the link of id 4294967295", Assert.Throws<BpfException>(() => KernelLink.OpenById(uint.MaxValue)).Message);
        Assert.Contains("BTF of id 4294967295", Assert.Throws<BpfException>(() => BtfObject.OpenById(uint.MaxValue)).Message);
    }

    private static HashSet<uint> Ids<T>(IEnumerable<T> all, Func<T, uint> id)
        where T : IDisposable
    {
        var ids = new HashSet<uint>();
        foreach (var one in all)
        {
            using (one)
            {
                Assert.True(ids.Add(id(one)));
            }
        }

        return ids;
    }
}
