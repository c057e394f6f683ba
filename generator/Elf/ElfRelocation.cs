namespace BpfGen.Generator.Elf;

/// <summary>An entry of a relocation section.</summary>
/// <param name="Offset">The place to patch: an offset in bytes in the section that the relocation applies to.</param>
/// <param name="Type">The relocation type.</param>
/// <param name="Symbol">The symbol whose address is needed.</param>
internal readonly record struct ElfRelocation(ulong Offset, ElfRelocationType Type, ElfSymbol Symbol);

/// <summary>The relocation types of eBPF objects. Their names follow LLVM's names (<c>R_BPF_…</c>).</summary>
internal enum ElfRelocationType : uint
{
    None = 0,
    Bpf64_64 = 1,
    Bpf64_Abs64 = 2,
    Bpf64_Abs32 = 3,
    Bpf64_NoDyld32 = 4,
    Bpf64_32 = 10,
}
