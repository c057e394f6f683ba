using System;
using System.Collections.Generic;
using System.IO;
using BpfGen.Kernel.Tests.Support;

namespace BpfGen.Kernel.Tests.Cases;

/// <summary>Struct_ops: programs that implement callbacks of the kernel, here TCP congestion controls.</summary>
internal static class StructOpsCases
{
    public static IEnumerable<Case> All =>
    [
        new Case("struct_ops", Registered).ByReplacement(),
        new("struct_ops.link", Linked) { Need = Need.Linux(6, 4), Refusal = Linked, RefusedWith = "which came with Linux 6.4" },
        new("struct_ops.link, update", Updated) { Need = Need.Linux(6, 4), Refusal = Updated, RefusedWith = "which came with Linux 6.4" },
    ];

    private static void Registered()
    {
        using var congestion = Congestion.Load(new() { Maps = { Linked = { AutoCreate = false } } });
        using (congestion.Plain.Attach())
        {
            Connection.SendUntil("bpfgen_plain", () => congestion.Bss.Acknowledgements > 0);
        }

        Check.That(!IsRegistered("bpfgen_plain"), "the kernel no longer has the congestion control");
    }

    private static void Linked()
    {
        using var congestion = Congestion.Load();
        using (congestion.Linked.Attach())
        {
            Connection.SendUntil("bpfgen_linked", () => congestion.Bss.Acknowledgements > 0);
        }

        Check.Soon(() => !IsRegistered("bpfgen_linked"), "the congestion control disappears with its link");
    }

    private static void Updated()
    {
        using var first = Congestion.Load();
        using var second = Congestion.Load();
        using var link = (StructOpsLink)first.Linked.Attach();
        link.Update(second.Linked);
        Connection.SendUntil("bpfgen_linked", () => second.Bss.Acknowledgements > 0);
        Check.Same(0ul, first.Bss.Acknowledgements, "calls of the programs before the update");
    }

    private static bool IsRegistered(string name) =>
        Array.IndexOf(File.ReadAllText("/proc/sys/net/ipv4/tcp_available_congestion_control").Split(' ', '\n'), name) >= 0;
}
