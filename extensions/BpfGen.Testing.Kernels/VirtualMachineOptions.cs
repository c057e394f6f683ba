using System;
using System.Globalization;

namespace BpfGen.Testing.Kernels;

/// <summary>The settings of a virtual machine.</summary>
public sealed record VirtualMachineOptions
{
    /// <summary>
    /// The time limit for starting the kernel and running the program. The default is the number of seconds in the variable
    /// <c>BPFGEN_VM_TIMEOUT</c>, or else 300.
    /// </summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(
        int.TryParse(Environment.GetEnvironmentVariable("BPFGEN_VM_TIMEOUT"), NumberStyles.None, CultureInfo.InvariantCulture, out var time)
            && time > 0 ? time : 300);

    /// <summary>
    /// Whether x86-64 machines use KVM, if this machine has it. The default is true if the variable <c>BPFGEN_VM_KVM</c> is 1. It makes
    /// machines several times faster, but inside another virtual machine it may not work.
    /// </summary>
    public bool UseKvm { get; init; } = Environment.GetEnvironmentVariable("BPFGEN_VM_KVM") == "1";

    /// <summary>The memory of the machine in megabytes. Half of it can hold files.</summary>
    public int MemoryMegabytes { get; init; } = 1024;

    /// <summary>The kernels, for the C library and busybox of another architecture; null for those of the default folder.</summary>
    public KernelStore? Store { get; init; }
}
