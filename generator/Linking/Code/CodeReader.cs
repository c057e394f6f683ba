using System.Collections.Generic;
using System.Linq;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Elf;

namespace BpfGen.Generator.Linking;

/// <summary>Reads the instructions of functions and resolves their references.</summary>
internal sealed class CodeReader(ElfObject elf, ExternTable externs, FunctionTable functions, MapTable maps, ProblemList problems)
{
    private readonly RelocationResolver _resolver = new(elf, externs, functions, maps, problems);

    public FunctionBody Read(CodeFunction function)
    {
        var instructions = Instructions(function);
        return new FunctionBody(instructions, References(function, instructions));
    }

    private Instruction[] Instructions(CodeFunction function)
    {
        elf.Image.Effort.Spend(4 * function.Slots);
        var bytes = function.Section.Data.Slice(function.Start, function.Size);
        var instructions = new Instruction[function.Slots];
        for (var i = 0; i < instructions.Length; i++)
        {
            instructions[i] = new Instruction(elf.Image.UInt64(bytes.Slice(i * Instruction.Size)), elf.Image.IsLittleEndian);
        }

        return instructions;
    }

    private List<CodeReference> References(CodeFunction function, Instruction[] instructions)
    {
        var relocations = Relocations(function);
        var references = new List<CodeReference>();
        for (var slot = 0; slot < instructions.Length; slot++)
        {
            var instruction = instructions[slot];
            var reference = relocations.TryGetValue(slot, out var relocation)
                ? _resolver.Resolve(function, slot, instruction, relocation)
                : _resolver.ResolveUnrelocated(function, slot, instruction);
            relocations.Remove(slot);
            if (reference is not null)
            {
                references.Add(reference);
            }

            if (instruction.IsIndirectCall)
            {
                problems.Add(
                    Rules.BadProgram,
                    Printable.Name(function.Name),
                    Printable.Name(function.Section.Name),
                    $"instruction {slot} calls a function through a register, which no kernel supports. Compile the object with -O2");

                // Do not compare the relocations of the function with its instructions, because the rest of the function was not read.
                return references;
            }

            // The second slot of a 16-byte load is not an instruction, so skip it.
            if (instruction.IsLoadImmediate64 && ++slot == instructions.Length)
            {
                problems.Add(
                    Rules.BadProgram,
                    Printable.Name(function.Name),
                    Printable.Name(function.Section.Name),
                    $"the 16-byte load at instruction {slot - 1} is cut off by the end of the function. Compile the object again");
            }
        }

        foreach (var slot in relocations.Keys.OrderBy(slot => slot))
        {
            _resolver.Unresolved(function, slot, "the instruction is the second half of a 16-byte load");
        }

        return references;
    }

    /// <summary>
    /// Gets the relocations of a function by instruction index. A section's relocations are ordered by offset, so a binary search finds the
    /// first relocation of the function.
    /// </summary>
    private Dictionary<int, ElfRelocation> Relocations(CodeFunction function)
    {
        var all = elf.RelocationsOf(function.Section);
        var result = new Dictionary<int, ElfRelocation>();
        for (var i = FirstFrom(all, (ulong)function.Start); i < all.Count && all[i].Offset < (ulong)function.End; i++)
        {
            var offset = (int)all[i].Offset - function.Start;
            if (all[i].Type == ElfRelocationType.None && !Refers(function, offset))
            {
                continue;
            }

            if (offset % Instruction.Size != 0)
            {
                _resolver.Unresolved(function, offset / Instruction.Size, $"its offset, {all[i].Offset} bytes, is inside an instruction");
            }
            else if (result.ContainsKey(offset / Instruction.Size))
            {
                // libbpf would apply both, the second one to the result of the first.
                _resolver.Unresolved(function, offset / Instruction.Size, "it has more than one relocation. Compile the object again");
            }
            else
            {
                result.Add(offset / Instruction.Size, all[i]);
            }
        }

        return result;
    }

    /// <summary>
    /// Whether an instruction refers to a symbol. A relocation of type <c>R_BPF_NONE</c> then shows that a tool has removed the reference.
    /// libbpf would apply such a relocation.
    /// </summary>
    private bool Refers(CodeFunction function, int offset)
    {
        if (offset % Instruction.Size != 0 || offset + Instruction.Size > function.Size)
        {
            return false;
        }

        var word = elf.Image.UInt64(function.Section.Data.Slice(function.Start + offset));
        var instruction = new Instruction(word, elf.Image.IsLittleEndian);
        return instruction.IsLoadImmediate64 || instruction.IsSubprogramCall;
    }

    private static int FirstFrom(IReadOnlyList<ElfRelocation> sorted, ulong offset)
    {
        var (low, high) = (0, sorted.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = sorted[middle].Offset < offset ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
