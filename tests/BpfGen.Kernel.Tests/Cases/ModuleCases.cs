using System;
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
        Fentry("fentry of a function in a named module", InNamedModule),
        Fentry("fentry of a function in any module", InAnyModule),
        new("kprobe of a function in a module", Kprobe),
        new("functions, symbols and modules that KernelFeatures finds", Questions),
        new("types of a module that KernelBtf finds", Types) { Need = ModuleTypes },
        new("kfunc in a module", Kfunc) { Need = Need.Trampolines },
    ];

    private static Case Fentry(string name, Action run) =>
        new Case(name, run) { Need = ModuleTypes, Refusal = run, RefusedWith = Absent }.ByTrampoline();

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

    private static void Questions()
    {
        Check.That(KernelFeatures.HasModule("tcp_bbr") && KernelFeatures.HasModule("tcp-bbr"), "the kernel has the module");
        Check.That(KernelFeatures.HasFunction("bbr_init"), "the module has the function");
        Check.That(!KernelFeatures.HasModule("tcp_bbr_0") && !KernelFeatures.HasFunction("bbr_init_0"), "other names are missing");
        Check.That(KernelFeatures.HasSymbol("tcp_bbr_cong_ops") || !KernelFeatures.HasSymbol("jiffies"), "the module has the variable");
    }

    private static void Types()
    {
        var kernel = KernelBtf.OfRunningKernel();
        Check.That(kernel.HasStruct("bbr") && kernel.HasField("bbr", "min_rtt_us"), "the module has the struct and the field");
        Check.That(kernel.HasEnumValue("bbr_mode", "BBR_DRAIN"), "the module has the value of the enumeration");
        Check.That(kernel.HasFunction("bbr_init") && !kernel.HasFunction("bbr_init_0"), "the module has only the first function");
        Check.That(!kernel.HasField("bbr", "no_such_field") && !kernel.HasEnumValue("bbr_mode", "BBR_NONE"), "other names are missing");
        Check.That(kernel.HasKfunc("bbr_sndbuf_expand") && !kernel.HasKfunc("no_such_kfunc"), "the module has the kfunc");
    }

    private static void Kprobe()
    {
        using var kprobes = Kprobes.Load();
        kprobes.Bss.Process = Trigger.Process;
        using var link = kprobes.OnRead.Attach("bbr_init");
        Connection.SendUntil("bbr", () => kprobes.Bss.Starts > 0);
    }

    /// <summary>
    /// The kfunc returns the factor by which a send buffer grows, which is always 3. The program declares the kfunc as weak: on a kernel
    /// without the kfunc, the program still loads and reports 0.
    /// </summary>
    private static void Kfunc()
    {
        using var modules = Modules.Load(new() { Maps = { Borrowing = { AutoCreate = true } } });
        using var link = modules.Borrowing.Attach();
        Connection.SendUntil("bpfgen_borrows", () => modules.Bss.Acknowledgements > 0);
        Check.Same(Need.Linux(5, 18).IsMet() ? 3u : 0, modules.Bss.Expansion, "the result of the kfunc");
    }
}
