namespace BpfGen.Generator.Elf;

/// <summary>One entry of a relocation section.</summary>
/// <param name="Offset">The place to change, in bytes from the start of the section it applies to.</param>
/// <param name="Type">What kind of change.</param>
/// <param name="Symbol">The symbol it refers to.</param>
internal readonly record struct ElfRelocation(ulong Offset, ElfRelocationType Type, ElfSymbol Symbol);

/// <summary>The kinds of relocation in BPF objects, under LLVM's names (<c>R_BPF_…</c>).</summary>
internal enum ElfRelocationType : uint
{
    None = 0,
    Bpf64_64 = 1,
    Bpf64_Abs64 = 2,
    Bpf64_Abs32 = 3,
    Bpf64_NoDyld32 = 4,
    Bpf64_32 = 10,
}
