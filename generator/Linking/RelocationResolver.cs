using System.Collections.Generic;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Elf;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Linking;

/// <summary>Resolves the relocations of a program's code.</summary>
internal sealed class RelocationResolver(ElfObject elf, MapTable maps, ProblemList problems)
{
    public List<MapReference> Resolve(ProgramSymbol program)
    {
        var references = new List<MapReference>();
        foreach (var relocation in elf.RelocationsOf(program.Section))
        {
            // Outside every program lies what a stronger definition has replaced; it is not loaded.
            if (relocation.Offset < (ulong)program.Start || relocation.Offset >= (ulong)program.End || relocation.Type == ElfRelocationType.None)
            {
                continue;
            }

            if (Resolve(program, relocation) is { } reference)
            {
                references.Add(reference);
            }
        }

        return references;
    }

    private MapReference? Resolve(ProgramSymbol program, ElfRelocation relocation)
    {
        var offset = (int)relocation.Offset - program.Start;
        var slot = offset / Instruction.Size;
        if (offset % Instruction.Size != 0)
        {
            return Unresolved(program, slot, $"its offset, {relocation.Offset} bytes, is inside an instruction");
        }

        var instruction = Instruction.Read(elf.Image, program.Section.Data.Slice((int)relocation.Offset));
        switch (relocation.Type)
        {
            case ElfRelocationType.Bpf64_64 when instruction.IsLoadImmediate64:
                return ResolveLoad(program, slot, relocation.Symbol, instruction);

            case ElfRelocationType.Bpf64_64:
                return Unresolved(program, slot, "the instruction is not a 16-byte load");

            case ElfRelocationType.Bpf64_32:
                problems.Add(Rules.Unsupported, $"program {Printable.Name(program.Name)} calls {Describe(relocation.Symbol)} at instruction {slot}");
                return null;

            default:
                problems.Add(Rules.UnknownRelocation, Printable.Name(program.Section.Name), $"kind {(uint)relocation.Type} at offset {relocation.Offset}");
                return null;
        }
    }

    private MapReference? ResolveLoad(ProgramSymbol program, int slot, ElfSymbol symbol, Instruction instruction)
    {
        if (symbol.IsUndefined)
        {
            return Unresolved(program, slot, $"{Describe(symbol)} is declared and defined nowhere in the object");
        }

        if (symbol.Section >= ElfConstants.SectionIndexReserved)
        {
            return Unresolved(program, slot, $"{Describe(symbol)} is in no section");
        }

        var section = elf.Sections[symbol.Section];
        if (!maps.Holds(section))
        {
            problems.Add(Rules.Unsupported, $"program {Printable.Name(program.Name)} refers to {Describe(symbol)} in section {Printable.Name(section.Name)} at instruction {slot}");
            return null;
        }

        // clang names the map's own symbol; Zig names the section and leaves the offset in the instruction.
        var place = symbol.Value + (symbol.Type == ElfSymbolType.Section ? (uint)instruction.Immediate : 0);
        return maps.At(section.Index, place) is { } map
            ? new MapReference(slot, map)
            : Unresolved(program, slot, $"no map begins at offset {place} of section {Printable.Name(section.Name)}");
    }

    private MapReference? Unresolved(ProgramSymbol program, int slot, string reason)
    {
        problems.Add(Rules.UnresolvedRelocation, slot, Printable.Name(program.Name), reason);
        return null;
    }

    private string Describe(ElfSymbol symbol) => symbol.Name.Length > 0 || symbol.Section >= elf.Sections.Count
        ? Printable.Name(symbol.Name)
        : $"section {Printable.Name(elf.Sections[symbol.Section].Name)}";
}
