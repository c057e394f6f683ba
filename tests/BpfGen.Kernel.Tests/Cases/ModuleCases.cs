using System.Collections.Generic;
using System.IO;
using BpfGen.Kernel.Tests.Support;

namespace BpfGen.Kernel.Tests.Cases;

/// <summary>Functions of a kernel module, tcp_bbr. Modules provide their BTF since Linux 5.11.</summary>
internal static class ModuleCases
{
    private const string Absent = "Neither the kernel";

    public static IEnumerable<Case> All =>
    [
        new("fentry of a function in a named module", InNamedModule) { Need = ModuleTypes, Refusal = InNamedModule, RefusedWith = Absent },
        new("fentry of a function in any module", InAnyModule) { Need = ModuleTypes, Refusal = InAnyModule, RefusedWith = Absent },
        new("kprobe of a function in a module", Kprobe),
        new("kfunc in a module", Kfunc),
    ];

    private static Need ModuleTypes => new("BTF of modules", () => File.Exists("/sys/kernel/btf/tcp_bbr"));

    private static void InNamedModule()
    {
        using var modules = Modules.Load(new() { Programs = { InNamedModule = { AutoLoad = true } } });
        using var link = modules.InNamedModule.Attach();
        Connection.SendUntil("bbr", () => modules.Bss.Named > 0);
    }

    private static void InAnyModule()
    {
        using var modules = Modules.Load(new() { Programs = { InAnyModule = { AutoLoad = true } } });
        using var link = modules.InAnyModule.Attach();
        Connection.SendUntil("bbr", () => modules.Bss.Unnamed > 0);
    }

    private static void Kprobe()
    {
        using var kprobes = Kprobes.Load();
        kprobes.Bss.Process = Trigger.Process;
        using var link = kprobes.OnRead.Attach("bbr_init");
        Connection.SendUntil("bbr", () => kprobes.Bss.Starts > 0);
    }

    /// <summary>
    /// The kfunc returns the factor by which a send buffer grows, which is always 3. The program declares it weak: without the kfunc, it
    /// still loads and reports 0.
    /// </summary>
    private static void Kfunc()
    {
        using var modules = Modules.Load(new() { Maps = { Borrowing = { AutoCreate = true } } });
        using var link = modules.Borrowing.Attach();
        Connection.SendUntil("bpfgen_borrows", () => modules.Bss.Acknowledgements > 0);
        Check.Same(Need.Linux(5, 18).IsMet() ? 3u : 0, modules.Bss.Expansion, "the result of the kfunc");
    }
}
