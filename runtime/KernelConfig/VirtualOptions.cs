using System;
using System.Runtime.InteropServices;
using System.Text;
using BpfGen.Interop;

namespace BpfGen.KernelConfig;

/// <summary>Values that programs can read like options of the kernel's configuration, but that BpfGen computes: <c>LINUX_…</c>.</summary>
internal static unsafe class VirtualOptions
{
    /// <returns>The value, or null if the name is unknown.</returns>
    public static ulong? Find(string name) => name switch
    {
        "LINUX_KERNEL_VERSION" => KernelVersion.Code,
        "LINUX_HAS_BPF_COOKIE" => HasCookies() ? 1ul : 0,
        "LINUX_HAS_SYSCALL_WRAPPER" => HasSyscallWrappers() ? 1ul : 0,
        _ => null,
    };

    /// <summary>
    /// Finds out whether the kernel supports the helper <c>bpf_get_attach_cookie</c>, by loading a small program that calls the helper.
    /// </summary>
    private static bool HasCookies()
    {
        const int GetAttachCookie = 174;
        const uint Call = 0x85;
        const uint Exit = 0x95;
        var instructions = stackalloc ulong[2];
        var bytes = (byte*)instructions;
        bytes[0] = (byte)Call;
        *(int*)(bytes + 4) = GetAttachCookie;
        bytes[8] = (byte)Exit;
        fixed (byte* license = "GPL\0"u8)
        {
            var attributes = new ProgramLoadAttributes
            {
                Type = (uint)ProgramType.Tracepoint,
                Instructions = (ulong)instructions,
                InstructionCount = 2,
                License = (ulong)license,
            };
            return Succeeds(Bpf.Call(BpfCommand.ProgramLoad, ref attributes));
        }
    }

    /// <summary>
    /// Finds out whether the kernel's functions for system calls have architecture-specific names, such as <c>__x64_sys_bpf</c>, by opening
    /// a kprobe on such a name.
    /// </summary>
    private static bool HasSyscallWrappers()
    {
        var architecture = RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => "x64",
            Architecture.X86 => "ia32",
            Architecture.S390x => "s390x",
            Architecture.Arm => "arm",
            Architecture.Arm64 => "arm64",
            Architecture.RiscV64 => "riscv",
            Architecture.Ppc64le => "powerpc",
            _ => null,
        };
        if (architecture is null || !uint.TryParse(ProcFile.TryRead("/sys/bus/event_source/devices/kprobe/type"), out var kprobe))
        {
            return false;
        }

        fixed (byte* name = Encoding.UTF8.GetBytes($"__{architecture}_sys_bpf\0"))
        {
            var attributes = new PerfEventAttributes { Type = kprobe, Config1 = (ulong)name };
            using var perfEvent = Perf.TryOpen(ref attributes, Environment.ProcessId, cpu: -1);
            return perfEvent is not null;
        }
    }

    private static bool Succeeds(int fd)
    {
        if (fd >= 0)
        {
            _ = Libc.Close(fd);
        }

        return fd >= 0;
    }
}
