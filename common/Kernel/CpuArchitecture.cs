namespace BpfGen.KernelFacts;

/// <summary>
/// The architectures for which Linux and .NET exist. Names and values are the same as in
/// <see cref="System.Runtime.InteropServices.Architecture"/>.
/// </summary>
internal enum CpuArchitecture
{
    X64 = 1,
    Arm = 2,
    Arm64 = 3,
    S390x = 5,
    LoongArch64 = 6,
    Ppc64le = 8,
    RiscV64 = 9,
}
