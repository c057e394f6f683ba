using System;
using System.Collections.Generic;
using System.IO;
using BpfGen.Kernel.Library;
using BpfGen.Kernel.Tests.Support;
using BpfGen.Runtime.Tests.Support;

namespace BpfGen.Kernel.Tests.Cases;

/// <summary>
/// Loading on old kernels. If the kernel lacks a feature, the loader works without the feature, or the error message names the feature.
/// </summary>
internal static class LoadingCases
{
    public static IEnumerable<Case> All =>
    [
        new("maps beyond the locked memory limit", LockedMemory),
        new("BTF types newer than the kernel", NewerTypes),
        new("registers by name (CO-RE) and by offset", Registers),
        new("registers of another architecture", ForeignRegisters),
        new("the object of this architecture, from a library for several", Variants),
        new("memory order of buffers between two threads", MemoryOrder),
        new("CO-RE relocations", CoreRelocations),
        new("CO-RE relocations by the kernel's BTF in a file", CoreRelocationsByFile),
        new("a CO-RE relocation of a context without a BTF file", ContextWithoutFile),
        new("CO-RE relocations of a kernel struct without a BTF file", StructWithoutFile)
        {
            Need = Need.Linux(5, 17), Refusal = StructWithoutFile, RefusedWith = "The kernel has no BTF. Set KernelBtf in the load options",
        },
        new("kfuncs", Kfuncs) { Need = Need.Linux(6, 2), Refusal = Kfuncs, RefusedWith = "bpf_task_acquire" },
        new("exception callback", Exceptions) { Need = Need.Linux(6, 7), Refusal = Exceptions, RefusedWith = "bpf_throw" },
        new("arena", ArenaMap)
        {
            Need = Need.Linux(6, 9),
            Refusal = ArenaMap,
            RefusedWith = "too old for map type Arena, which came with Linux 6.9",
        },
        new("jump tables", JumpTables)
        {
            Need = Need.Linux(6, 19), Refusal = JumpTables, RefusedWith = "too old for jump tables, which came with Linux 6.19",
        },
        new("syscall program", SyscallProgram)
        {
            Need = Need.Linux(5, 14),
            Refusal = SyscallProgram,
            RefusedWith = "which came with Linux 5.14",
        },
        new("test run of xdp", TestRunOfXdp),
        new Case("ring buffer", RingBuffer).ByTrampoline(),
        new("context arguments (__arg_ctx)", ContextArguments),
        new("CPU v4 instructions", CpuV4)
        {
            Need = Need.Linux(6, 6), Refusal = CpuV4, RefusedWith = "instructions of CPU v4 (-mcpu=v4) came with Linux 6.6",
        },
        new("perf event array", PerfEventArray),
        new("run-time statistics", Statistics),
        new("atomic operations that return a value", Atomics)
        {
            Need = Need.Linux(5, 12),
            Refusal = Atomics,
            RefusedWith = "came with Linux 5.12",
        },
    ];

    /// <summary>The process starts with a locked memory limit of 64 KiB, which applies to maps and programs before Linux 5.11.</summary>
    private static void LockedMemory()
    {
        using var first = Counters.Load();
        using var second = Counters.Load();
        using var large = Traced.Load(new() { Maps = { Started = { MaxEntries = 1 << 20 } } });
        Check.That(large.Started.Id != 0, "a map of 1 MiB exists");
    }

    /// <summary>
    /// Only Linux 6.8 and later understand the tag <c>__arg_ctx</c> on a parameter. So the generator changes the parameter's type to the
    /// context type, which every kernel understands.
    /// </summary>
    private static void ContextArguments()
    {
        using var contexts = Contexts.Load();
        Check.Same(3, contexts.Filter.TestRun(new byte[64]).ReturnValue, "the result of the functions that see the packet");
        Check.Same(50ul, contexts.Bss.Value.Lengths, "the length of the packet");
    }

    private static void CpuV4()
    {
        using var instructions = InstructionsV4.Load();
        instructions.Calculate.TestRun(new byte[64]);
        instructions.Jump.TestRun(new byte[64]);
        Check.Same(
            (3L, -106L, 43ul), (instructions.Bss.Value.Quotient, instructions.Bss.Value.Extended, instructions.Bss.Value.Jumped),
            "results of a signed division, a sign extension and a long jump");
    }

    private static void NewerTypes()
    {
        using var types = BpfGen.Kernel.Tests.NewerTypes.Load();
        using var socket = PacketSocket.Open("lo");
        using var link = types.Count.Attach(socket);
        Trigger.Send();
        Check.Soon(() => types.Bss.Value.Packets > 0, "the program counts a packet");
    }

    private static void CoreRelocations()
    {
        using var core = Core.Load();
        CoreChecks.Run(core.ReadTask, core.Results);
    }

    private static void CoreRelocationsByFile()
    {
        const string Copy = "/tmp/kernel.btf";
        File.WriteAllBytes(Copy, File.ReadAllBytes("/sys/kernel/btf/vmlinux"));
        using var hidden = new HiddenFolder("/sys/kernel/btf");
        using var btf = KernelBtf.FromFile(Copy);
        using var core = Core.Load(new() { KernelBtf = btf });
        CoreChecks.Run(core.ReadTask, core.Results);
    }

    private static void ContextWithoutFile()
    {
        using var hidden = new HiddenFolder("/sys/kernel/btf");
        using var figures = Figures.Load(new() { Programs = { AutoLoad = false, Mark = { AutoLoad = true } } });
        Check.Same(0, figures.Mark.TestRun(new byte[14]).ReturnValue, "the mark of the packet");
    }

    private static void StructWithoutFile()
    {
        using var hidden = new HiddenFolder("/sys/kernel/btf");
        Core.Load().Dispose();
    }

    private static void Kfuncs()
    {
        using var kfuncs = BpfGen.Kernel.Tests.Kfuncs.Load(new() { Rodata = { WantedThread = Environment.ProcessId } });
        using (kfuncs.OnRename.Attach())
        {
            Trigger.RenameThread("bpfgen-test");
        }

        Check.Same((1ul, 0u), (kfuncs.Bss.Acquired, kfuncs.Bss.AbsentExists), "acquired tasks, and whether the missing kfunc exists");
    }

    private static void Exceptions()
    {
        using var thrown = Thrown.Load();
        Check.Same(
            (7, 42), (thrown.Guard.TestRun(new byte[64]).ReturnValue, thrown.Guard.TestRun(new byte[214]).ReturnValue),
            "the results of the program and of its exception callback");
    }

    private static void ArenaMap()
    {
        using var arena = BpfGen.Kernel.Tests.Arena.Load();
        using var socket = PacketSocket.Open("lo");
        using var link = arena.Walk.Attach(socket);
        Trigger.Send();
        Check.Soon(() => arena.ArenaMap.Packets > 1000, "the program counts a packet in the arena");
    }

    /// <summary>
    /// The first program counts how often each value of the last two bits of the packet length occurs; the length is without the Ethernet
    /// header. The second program does the same for the doubled length.
    /// </summary>
    private static void JumpTables()
    {
        using var jumps = Jumps.Load();
        for (var size = 64; size < 68; size++)
        {
            jumps.Count.TestRun(new byte[size]);
            jumps.CountTwice.TestRun(new byte[size]);
        }

        var counts = (jumps.Bss.Counts[0], jumps.Bss.Counts[1], jumps.Bss.Counts[2], jumps.Bss.Counts[3]);
        Check.Same((3ul, 1ul, 3ul, 1ul), counts, "the number of jumps to each target");
    }

    private static void SyscallProgram()
    {
        using var runs = TestRuns.Load(new() { Programs = { Add = { AutoLoad = true } } });
        var operands = new TestRuns.Types.Operands { Left = 20, Right = 22 };
        Check.Same(0, runs.Add.Run(ref operands), "the return value of the program");
        Check.Same(42ul, operands.Sum, "the sum");
    }

    private static void TestRunOfXdp()
    {
        using var runs = TestRuns.Load();
        var packet = new byte[64];
        packet[0] = 7;
        var output = new byte[64];
        var result = runs.Mirror.TestRun(packet, output);
        Check.Same(
            (3, 64, (byte)7), (result.ReturnValue, result.OutputSize, output[6]), "the verdict, the output size and the mirrored byte");
    }

    /// <summary>The first argument of vfs_read is a pointer to the open file, and the second one to the buffer.</summary>
    private static void Registers()
    {
        using var registers = OwnRegisters.Load();
        Sees(registers.ByName, () => registers.Bss.Seen, isKernel: true);
        Sees(registers.ByOffset, () => registers.Bss.Seen, isKernel: !Need.IsArm);

        static void Sees(KprobeProgram program, Func<ulong> seen, bool isKernel)
        {
            using var link = program.Attach();
            Trigger.Read();
            var value = seen();

            // With page tables of five levels, addresses have 56 bits, so only the top byte is the same in all kernel addresses.
            Check.That(value != 0 && value >> 56 == (isKernel ? 0xfful : 0), $"'{program.Name}' sees an address, not 0x{value:x}");
        }
    }

    /// <summary>
    /// The library is built for no platform, so its class has an object for x86-64 and one for arm64. They differ in the function that the
    /// program attaches to, in the register that it reads, and in the initial value of a variable.
    /// </summary>
    private static void Variants()
    {
        using var probe = BothMachines.Load();
        using (probe.Attach())
        {
            Trigger.GetParent();
        }

        var call = probe.Calls[1];
        var machine = Need.IsArm ? 64u : 86u;
        Check.Same(
            (machine, machine, machine), (call.Machine, probe.Data.Machine, probe.Calls.MaxEntries), "the values of this architecture");
        Check.That(call.First != 0, "the program sees the registers of the system call");
    }

    /// <summary>
    /// The object has a program for x86-64, which reads a register that arm64 does not have, and a program for arm64, which reads no
    /// register.
    /// </summary>
    private static void ForeignRegisters()
    {
        if (Need.IsArm)
        {
            var message = Check.Refused(() => Several.Load().Dispose());
            Check.Says("reads 'struct pt_regs.di'", message);
            Check.Says("Only x86-64 has that, but this machine is arm64.", message);
            Check.Says("-D__TARGET_ARCH_arm64", message);
        }

        using var several = Several.Load(new() { Programs = { OnX64 = { AutoLoad = !Need.IsArm } } });
        KprobeProgram own = Need.IsArm ? several.OnArm64 : several.OnX64;
        using (own.Attach())
        {
            Trigger.GetOwnGroup();
        }

        Check.That(several.Bss.Seen != 0, "the program of this architecture runs");
    }

    private static void MemoryOrder()
    {
        const int records = 2_000;
        Check.Same(0, RingStress.OfRing(records), "records of a ring buffer with wrong contents");
        Check.Same(0, RingStress.OfPerfRing(records), "records of a perf ring with wrong contents");
        Check.Same(0, RingStress.OfUserRing(records), "records of a user ring buffer with wrong contents");
    }

    private static void RingBuffer()
    {
        using var traced = Traced.Load();
        traced.Bss.Process = Trigger.Process;
        using var reader = traced.Started.OpenReader();
        using var link = traced.OnStart.Attach();
        Trigger.GetOwnGroup();
        Trigger.GetOwnGroup();
        var last = 0ul;
        Check.Soon(() => reader.Poll(TimeSpan.FromMilliseconds(50), (in number) => last = number) >= 0 && last == 2, "two records arrive");
    }

    private static void PerfEventArray()
    {
        using var probe = Probe.Load();
        PacketTimes.CheckThatOneArrives(probe.BpfProg, probe.Events);
    }

    private static void Statistics()
    {
        using var runs = TestRuns.Load();
        using (BpfStatistics.Enable())
        {
            runs.Mirror.TestRun(new byte[64], options: new TestRunOptions { Repeat = 3 });
        }

        runs.Mirror.TestRun(new byte[64]);
        Check.Same(3ul, runs.Mirror.GetInfo().RunCount, "counted runs");
    }

    private static void Atomics()
    {
        using var ring = Ring.Load();
        using var socket = PacketSocket.Open("lo");
        using var link = ring.Send.Attach(socket);
        Trigger.Send();
        Check.Soon(() => ring.Bss.Seen > 0, "the program counts a packet");
    }
}
