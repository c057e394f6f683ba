using System.Linq;
using System.Text;
using BpfGen.Btf;
using BpfGen.Generator.Btf;
using BpfGen.KernelFacts;

namespace BpfGen.Generator.Linking;

/// <summary>Finds the architecture of the register structs (<c>struct pt_regs</c>) in an object's types.</summary>
internal sealed class RegisterStructs(BtfTypes types)
{
    private const int BitsPerByte = 8;

    /// <summary>The size of <c>struct pt_regs</c> on x86-64, and the offset of its member <c>di</c>, in bytes.</summary>
    private const uint SizeOnX64 = 168;
    private const uint ArgumentOnX64 = 112;

    /// <summary>The size of <c>struct user_pt_regs</c> on arm64, with which <c>struct pt_regs</c> begins.</summary>
    private const uint SizeOnArm64 = 272;
    private const uint RegistersOfArm64 = 31;

    /// <summary>The register that a CO-RE relocation accesses, and the architecture that has it.</summary>
    /// <param name="id">The type at which the access begins.</param>
    /// <param name="access">The access: <c>0:14</c>.</param>
    /// <returns>
    /// The architecture and the access: <c>struct pt_regs.di</c>. Null if the access is not to a register of one architecture.
    /// </returns>
    public (CpuArchitecture Architecture, string Text)? Accessed(uint id, string access)
    {
        if (types.Skip(id) is not { Kind: BtfKind.Struct } type || EssentialName(type) is not ("pt_regs" or "user_pt_regs"))
        {
            return null;
        }

        // Skip the first number, which is an index into an array of structs. Each other number is the index of a member at the next level.
        var current = type;
        foreach (var number in access.Split(':').Skip(1))
        {
            if (!int.TryParse(number, out var index) || current is not { Kind: BtfKind.Struct or BtfKind.Union } || index < 0
                || index >= current.Count)
            {
                return null;
            }

            var member = types.Members(current).ElementAt(index);
            if (member.Name.Length > 0)
            {
                return CpuArchitectures.OfRegister(EssentialName(type), member.Name) is { } architecture
                    ? (architecture, $"struct {EssentialName(type)}.{member.Name}")
                    : null;
            }

            current = types.Skip(member.Type);
        }

        return null;
    }

    /// <summary>The type of a program's context, if it is a struct of registers with the layout of one architecture.</summary>
    /// <param name="function">The type of the program's main function.</param>
    /// <returns>The architecture and the type; null if the layout is unknown.</returns>
    public (CpuArchitecture Architecture, BtfType Type)? Context(uint function)
    {
        if (types[function] is not { Kind: BtfKind.Function } main
            || types[main.SizeOrType] is not { Kind: BtfKind.FunctionPrototype, Count: > 0 } prototype
            || types.Skip(BtfTypes.MemberType(prototype, 0)) is not { Kind: BtfKind.Pointer } pointer
            || types.Skip(pointer.SizeOrType) is not { Kind: BtfKind.Struct } type)
        {
            return null;
        }

        var registers = type.Name == "bpf_perf_event_data" && type.Count > 0 ? types.Skip(BtfTypes.MemberType(type, 0)) : type;
        return registers is { Kind: BtfKind.Struct } && Layout(registers) is { } architecture ? (architecture, type) : null;
    }

    /// <summary>The member of a struct at an offset in bytes: <c>'di'</c>; null if it has no such member.</summary>
    public string? MemberAt(BtfType type, long offset) =>
        types.Members(type).LastOrDefault(member => member.BitOffset <= offset * BitsPerByte) is { Name.Length: > 0 } found
            ? found.Name : null;

    private CpuArchitecture? Layout(BtfType type) => EssentialName(type) switch
    {
        "pt_regs" when type.SizeOrType == SizeOnX64
            && types.Members(type).Any(member => member is { Name: "di" or "rdi", BitOffset: ArgumentOnX64 * BitsPerByte }) =>
            CpuArchitecture.X64,
        "pt_regs" or "user_pt_regs" when type.SizeOrType >= SizeOnArm64 && Numbers(type, depth: 0) => CpuArchitecture.Arm64,
        _ => null,
    };

    /// <summary>Whether a struct begins with the array of the numbered registers of arm64.</summary>
    private bool Numbers(BtfType type, int depth) => depth < 4 && types.Members(type).Take(2).Where(member => member.BitOffset == 0)
        .Any(member => types.Skip(member.Type) is { } part && (part.Kind switch
        {
            BtfKind.Array => BtfTypes.Array(part).Count == RegistersOfArm64 && member.Name == "regs",
            BtfKind.Struct or BtfKind.Union => Numbers(part, depth + 1),
            _ => false,
        }));

    private static string EssentialName(BtfType type) =>
        Encoding.UTF8.GetString(BpfGen.CoreRelocations.EssentialName.Of(Encoding.UTF8.GetBytes(type.Name)).ToArray());
}
