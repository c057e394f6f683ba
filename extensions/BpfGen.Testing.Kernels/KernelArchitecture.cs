namespace BpfGen.Testing.Kernels;

/// <summary>The processor architecture of a kernel and its virtual machine.</summary>
public enum KernelArchitecture
{
    /// <summary>x86-64.</summary>
    X64,

    /// <summary>64-bit Arm.</summary>
    Arm64,
}
