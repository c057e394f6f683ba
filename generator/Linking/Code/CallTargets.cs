using System.Collections.Generic;
using System.Linq;
using BpfGen.Generator.Elf;

namespace BpfGen.Generator.Linking;

/// <summary>
/// Finds the places in code sections that instructions call, or whose addresses instructions load. A static function at such a place is a
/// subprogram, even if the function has its own section.
/// </summary>
internal static class CallTargets
{
    /// <returns>Each place as the index of a section and the offset in that section, in bytes.</returns>
    public static HashSet<(int Section, long Offset)> Find(ElfObject elf)
    {
        var targets = new HashSet<(int, long)>();
        foreach (var section in elf.Sections.Where(IsCode))
        {
            var relocations = new Dictionary<ulong, ElfSymbol>();
            foreach (var relocation in elf.RelocationsOf(section).Where(relocation => relocation.Type != ElfRelocationType.None))
            {
                relocations[relocation.Offset] = relocation.Symbol;
            }

            for (var offset = 0; offset + Instruction.Size <= section.Data.Length; offset += Instruction.Size)
            {
                elf.Image.Effort.Spend();
                var word = elf.Image.UInt64(section.Data.Slice(offset));
                var instruction = new Instruction(word, elf.Image.IsLittleEndian);
                var next = offset + Instruction.Size;
                if (relocations.TryGetValue((ulong)offset, out var symbol))
                {
                    AddRelocated(elf, targets, instruction, symbol);
                }
                else if (instruction.IsSubprogramCall)
                {
                    targets.Add((section.Index, next + ((long)instruction.Immediate * Instruction.Size)));
                }

                // The second slot of a 16-byte load is not an instruction, so skip it.
                offset += instruction.IsLoadImmediate64 ? Instruction.Size : 0;
            }
        }

        return targets;
    }

    public static bool IsCode(ElfSection section) =>
        section.IsExecutable && section.Type == ElfSectionType.ProgramBits && section.Size > 0;

    /// <summary>
    /// Adds the target of a relocated instruction. A call holds a distance in instructions, counted from the instruction after the call. A
    /// load holds an offset in bytes.
    /// </summary>
    private static void AddRelocated(ElfObject elf, HashSet<(int, long)> targets, Instruction instruction, ElfSymbol symbol)
    {
        if (symbol.Section is ElfConstants.SectionIndexUndefined || symbol.Section >= elf.Sections.Count)
        {
            return;
        }

        var value = unchecked((long)symbol.Value);
        if (instruction.IsSubprogramCall)
        {
            targets.Add((symbol.Section, value + ((instruction.Immediate + 1L) * Instruction.Size)));
        }
        else if (instruction.IsLoadImmediate64 && elf.Sections[symbol.Section].IsExecutable)
        {
            targets.Add((symbol.Section, value + instruction.Immediate));
        }
    }
}
