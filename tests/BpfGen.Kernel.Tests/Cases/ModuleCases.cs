using System.Collections.Generic;
using System.IO;
using BpfGen.Kernel.Tests.Support;

namespace BpfGen.Kernel.Tests.Cases;

/// <summary>What belongs to a module, tcp_bbr, and not to the kernel itself. Modules show their types since Linux 5.11.</summary>
internal static class ModuleCases
{
    private const string Absent = "Neither the kernel";

    public static IEnumerable<Case> All =>
    [
        new("fentry of a module's function", InNamedModule) { Need = ModuleTypes, Refusal = InNamedModule, RefusedWith = Absent },
        new("fentry of a function, wherever it is", InAnyModule) { Need = ModuleTypes, Refusal = InAnyModule, RefusedWith = Absent },
        new("kprobe of a module's function", Kprobe),
        new("kfunc of a module", Kfunc),
    ];

    private static Need ModuleTypes => new("types of modules", () => File.Exists("/sys/kernel/btf/tcp_bbr"));

    private static void InNamedModule()
    {
        using var modules = Modules.Load(new() { Programs = { InNamedModule = { AutoLoad = true } } });
        using var link = modules.InNamedModule.Attach();
        Connection.Talk("bbr", () => modules.Bss.Named > 0);
    }

    private static void InAnyModule()
    {
        using var modules = Modules.Load(new() { Programs = { InAnyModule = { AutoLoad = true } } });
        using var link = modules.InAnyModule.Attach();
        Connection.Talk("bbr", () => modules.Bss.Unnamed > 0);
    }

    private static void Kprobe()
    {
        using var kprobes = Kprobes.Load();
        kprobes.Bss.Process = Trigger.Process;
        using var link = kprobes.OnRead.Attach("bbr_init");
        Connection.Talk("bbr", () => kprobes.Bss.Starts > 0);
    }

    /// <summary>The function says by how much a socket's buffer grows: always by three. A program that can do without it is told that it is not there.</summary>
    private static void Kfunc()
    {
        using var modules = Modules.Load(new() { Maps = { Borrowing = { AutoCreate = true } } });
        using var link = modules.Borrowing.Attach();
        Connection.Talk("bpfgen_borrows", () => modules.Bss.Acknowledgements > 0);
        Check.Same(Need.Linux(5, 18).IsThere() ? 3u : 0, modules.Bss.Expansion, "what the function says");
    }
}
