using System;
using System.Runtime.InteropServices;
using System.Text;
using BpfGen.Interop;
using BpfGen.KernelFacts;

namespace BpfGen.KernelConfig;

/// <summary>Values that programs can read like options of the kernel's configuration, but that BpfGen computes: <c>LINUX_…</c>.</summary>
internal static unsafe class VirtualOptions
{
    /// <param name="name">The name of the variable.</param>
    /// <param name="objectName">The object that has the variable, for messages.</param>
    /// <returns>The value, or null if the name is unknown.</returns>
    /// <exception cref="BpfException">The kernel is short of memory or descriptors, so its answer says nothing about the value.</exception>
    public static ulong? Find(string name, string objectName)
    {
        var subject = $"variable '{name}' of {objectName}";
        return name switch
        {
            "LINUX_KERNEL_VERSION" => KernelVersion.Code,
            "LINUX_HAS_BPF_COOKIE" => HasCookies(subject) ? 1ul : 0,
            "LINUX_HAS_SYSCALL_WRAPPER" => HasSyscallWrappers(subject) ? 1ul : 0,
            _ => null,
        };
    }

    /// <summary>
    /// Finds out whether the kernel supports the helper <c>bpf_get_attach_cookie</c>, by loading a small program that calls the helper.
    /// Without permission to load it, the kernel's version tells. A wrong answer would make programs and attachments look up the arguments
    /// of USDT probes in different maps.
    /// </summary>
    private static bool HasCookies(string subject)
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
            var fd = Bpf.CallAgain(BpfCommand.ProgramLoad, ref attributes);
            if (fd >= 0)
            {
                _ = Libc.Close(fd);
                return true;
            }

            ThrowIfTransient("BPF_PROG_LOAD", Errno.Last, subject);
            return Errno.Last == Errno.EPERM && RunningKernel.Version >= AttachTypeTable.FirstKernel(AttachType.PerfEvent);
        }
    }

    /// <summary>
    /// Finds out whether the kernel's functions for system calls have architecture-specific names, such as <c>__x64_sys_bpf</c>, by opening
    /// a kprobe on such a name.
    /// </summary>
    private static bool HasSyscallWrappers(string subject)
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
        if (architecture is null)
        {
            return false;
        }

        ThrowIfTransient("read", ProcFile.TryReadText("/sys/bus/event_source/devices/kprobe/type", out var type), subject);
        if (!uint.TryParse(type, out var kprobe))
        {
            return false;
        }

        fixed (byte* name = Encoding.UTF8.GetBytes($"__{architecture}_sys_bpf\0"))
        {
            var attributes = new PerfEventAttributes { Type = kprobe, Config1 = (ulong)name };
            using var perfEvent = Perf.TryOpen(ref attributes, Environment.ProcessId, cpu: -1);
            ThrowIfTransient("perf_event_open", perfEvent is null ? Errno.Last : 0, subject);
            return perfEvent is not null;
        }
    }

    private static void ThrowIfTransient(string call, int errno, string subject)
    {
        if (Errno.IsTransient(errno))
        {
            throw new BpfException(call, errno, subject);
        }
    }
}
