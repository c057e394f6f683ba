namespace BpfGen.Generator.Elf;

/// <summary>The names of ELF machines. Messages name the machine if an object was compiled without <c>-target bpf</c>.</summary>
internal static class ElfMachines
{
    public static string Describe(ushort machine) => machine switch
    {
        3 => "x86",
        21 => "PowerPC64",
        22 => "s390x",
        40 => "Arm",
        62 => "x86-64",
        183 => "Arm64",
        243 => "RISC-V",
        258 => "LoongArch",
        _ => $"machine {machine}",
    };
}
