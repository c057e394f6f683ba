using System.Collections.Generic;
using System.Linq;
using BpfGen.Btf;

namespace BpfGen.Generator.Linking;

/// <summary>Finds the architecture that a kernel was built for, by the names of the registers in its <c>struct pt_regs</c>.</summary>
internal static class KernelMachine
{
    public const string RegisterStruct = "pt_regs";

    /// <summary>The maximum number of members to read. On every architecture, <c>struct pt_regs</c> has fewer.</summary>
    private const int MostRegisters = 1000;

    private static readonly (string Register, string Machine)[] Registers =
    [
        ("r15", "x86_64"), ("pstate", "aarch64"), ("epc", "riscv64"), ("psw_mask", "s390x"), ("nip", "ppc64le"), ("csr_era", "loongarch64"),
    ];

    /// <param name="types">The types of the kernel.</param>
    /// <param name="candidates">The types with the name <see cref="RegisterStruct"/>.</param>
    /// <returns>The architecture, as <c>uname -m</c> prints it; empty if it is unknown.</returns>
    public static string Of(BtfTypeSource types, IEnumerable<uint> candidates)
    {
        var names = new HashSet<string>(candidates
            .Where(id => types.At(id) is { Kind: BtfKind.Struct })
            .SelectMany(id => MemberList.Of(types, id).Take(MostRegisters)));
        return Registers.FirstOrDefault(pair => names.Contains(pair.Register)).Machine ?? "";
    }

    /// <summary>Returns a register that only kernels of an architecture have; null if the architecture is unknown.</summary>
    public static string? RegisterOf(string machine) => Registers.FirstOrDefault(pair => pair.Machine == machine).Register;
}
