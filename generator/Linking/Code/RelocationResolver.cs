using System.Collections.Generic;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Elf;

namespace BpfGen.Generator.Linking;

/// <summary>Resolves the references of single instructions.</summary>
internal sealed class RelocationResolver(ElfObject elf, ExternTable externs, FunctionTable functions, MapTable maps, ProblemList problems)
{
    private readonly HashSet<string> _reported = [];

    public CodeReference? Resolve(CodeFunction function, int slot, Instruction instruction, ElfRelocation relocation)
    {
        var symbol = relocation.Symbol;
        switch (relocation.Type)
        {
            case ElfRelocationType.Bpf64_64 when instruction.IsLoadImmediate64:
                return ResolveExtern(slot, symbol) is { } use ? use
                    : IsDefined(function, slot, symbol) ? ResolveLoad(function, slot, symbol, instruction)
                    : null;

            case ElfRelocationType.Bpf64_32 when instruction.IsSubprogramCall:
                return ResolveCall(function, slot, symbol, instruction);

            case ElfRelocationType.Bpf64_64 or ElfRelocationType.Bpf64_32:
                return Unresolved(function, slot, relocation.Type == ElfRelocationType.Bpf64_64
                    ? "its relocation is for a 16-byte load, but the instruction is not a 16-byte load"
                    : "its relocation is for a function call, but the instruction is not a function call");

            default:
                problems.Add(
                    Rules.UnknownRelocation,
                    Printable.Name(function.Section.Name),
                    $"type {(uint)relocation.Type} at offset {relocation.Offset}");
                return null;
        }
    }

    /// <summary>
    /// Resolves an instruction without a relocation. Calls inside a section have no relocation, because the compiler writes their distance
    /// itself.
    /// </summary>
    public CodeReference? ResolveUnrelocated(CodeFunction function, int slot, Instruction instruction)
    {
        if (instruction.IsHelperCall)
        {
            return new HelperUse(slot, instruction.Immediate);
        }

        return instruction.IsFunctionAddress
                ? Unresolved(function, slot, "it loads the address of a function, but no relocation names the function")
            : instruction.IsSubprogramCall ? FunctionAt(
                function,
                slot,
                function.Section,
                function.Start + ((slot + (long)instruction.Immediate + 1) * Instruction.Size),
                isAddress: false)
            : null;
    }

    /// <returns>Always null, so that callers can report the problem and return null in one statement.</returns>
    public CodeReference? Unresolved(CodeFunction function, int slot, string reason)
    {
        problems.Add(Rules.UnresolvedRelocation, slot, Printable.Name(function.Name), reason);
        return null;
    }

    /// <summary>
    /// Resolves a symbol that the object does not define: a kernel symbol, a load constant (a number that the load options give), or a
    /// kernel configuration value (stored in a map).
    /// </summary>
    private CodeReference? ResolveExtern(int slot, ElfSymbol symbol) =>
        !symbol.IsUndefined ? null
        : externs.SymbolOf(symbol.Name) is { } index ? new KernelUse(slot, index, IsCall: false)
        : externs.ConstantOf(symbol.Name) is { } constant ? new ConstantUse(slot, constant)
        : externs.ConfigOf(symbol.Name) is { } value && maps.Config is { } map ? new DataUse(slot, map, value.Offset)
        : null;

    private CodeReference? ResolveLoad(CodeFunction function, int slot, ElfSymbol symbol, Instruction instruction)
    {
        // The symbol can be that of a map (clang), or of a section (Zig; for static variables, also clang). If it is a section's symbol,
        // the instruction holds the offset in the section.
        var section = elf.Sections[symbol.Section];
        if (maps.DataOf(section) is { } data)
        {
            return ResolveData(function, slot, section, data, unchecked((long)symbol.Value + instruction.Immediate));
        }

        var offset =
            unchecked((long)symbol.Value) + (symbol.Type == ElfSymbolType.Section || section.IsExecutable ? instruction.Immediate : 0);
        if (section.IsExecutable)
        {
            return FunctionAt(function, slot, section, offset, isAddress: true);
        }

        if (JumpTableReader.Holds(section))
        {
            return ResolveJumpTable(function, slot, section, symbol, instruction.Immediate);
        }

        if (!maps.Holds(section))
        {
            return Unresolved(
                function,
                slot,
                $"{Describe(symbol)} is in section {Printable.Name(section.Name)}, which holds neither maps nor variables. "
                + "Remove the variable's SEC(), or use a section like SEC(\".data.name\")");
        }

        if (maps.At(section.Index, unchecked((ulong)offset)) is { } map)
        {
            return new MapUse(slot, map);
        }

        // The problem of an invalid definition has been reported, and the instruction most likely refers to that definition.
        return problems.Has(Rules.BadMapDefinition) || problems.Has(Rules.OverlappingMaps)
            ? null
            : Unresolved(function, slot, $"no map begins at offset {offset} of section {Printable.Name(section.Name)}");
    }

    /// <summary>
    /// Resolves the address of a variable. The address directly after the last byte of the section is valid, too: a program may compare
    /// pointers with it.
    /// </summary>
    private CodeReference? ResolveData(CodeFunction function, int slot, ElfSection section, int map, long offset) =>
        offset >= 0 && offset <= section.Size
            ? new DataUse(slot, map, (int)offset)
            : Unresolved(
                function, slot, $"offset {offset} is outside section {Printable.Name(section.Name)}, which has {section.Size} bytes");

    private CodeReference? ResolveJumpTable(CodeFunction function, int slot, ElfSection section, ElfSymbol symbol, int offset) =>
        JumpTableReader.Flaw(section, symbol) is { } flaw ? Unresolved(function, slot, $"{Describe(symbol)} is not a jump table: {flaw}")
            : offset < 0 || (ulong)offset >= symbol.Size
                ? Unresolved(function, slot, $"offset {offset} is outside jump table {Printable.Name(symbol.Name)}, which has "
                    + $"{symbol.Size} bytes")
            : new JumpTableUse(slot, section, symbol, offset);

    private CodeReference? ResolveCall(CodeFunction function, int slot, ElfSymbol symbol, Instruction instruction)
    {
        if (symbol.IsUndefined && externs.SymbolOf(symbol.Name) is { } kernelFunction)
        {
            return new KernelUse(slot, kernelFunction, IsCall: true);
        }

        if (symbol.IsUndefined && HelperNumbers.Of(symbol.Name) is { } helper)
        {
            return new HelperUse(slot, helper);
        }

        // If the relocation refers to the function's symbol, the immediate is -1. If it refers to the section, the immediate is the offset
        // of the function in instructions, minus 1.
        return IsDefined(function, slot, symbol)
            ? FunctionAt(
                function,
                slot,
                elf.Sections[symbol.Section],
                unchecked((long)symbol.Value) + ((instruction.Immediate + 1L) * Instruction.Size),
                isAddress: false)
            : null;
    }

    private CodeReference? FunctionAt(CodeFunction caller, int slot, ElfSection section, long offset, bool isAddress) =>
        functions.At(section, offset) is not { } target
                ? Unresolved(caller, slot, $"no function begins at offset {offset} of section {Printable.Name(section.Name)}")
            : new FunctionUse(slot, target, isAddress);

    private bool IsDefined(CodeFunction function, int slot, ElfSymbol symbol)
    {
        if (symbol.Section is not ElfConstants.SectionIndexUndefined and < ElfConstants.SectionIndexReserved)
        {
            return true;
        }

        if (!symbol.IsUndefined)
        {
            Unresolved(function, slot, $"{Describe(symbol)} is in no section");
        }
        else if (_reported.Add(symbol.Name))
        {
            // Report an undefined symbol only once, even if several instructions refer to it.
            ReportUndefined(function, slot, symbol);
        }

        return false;
    }

    private void ReportUndefined(CodeFunction function, int slot, ElfSymbol symbol)
    {
        if (externs.Flaws.TryGetValue(symbol.Name, out var flaw))
        {
            problems.Add(Rules.BadExtern, Printable.Name(symbol.Name), flaw);
        }
        else
        {
            Unresolved(function, slot, IsMemoryFunction(symbol.Name)
                ? $"{Describe(symbol)} is a function of the C library, which eBPF lacks. "
                    + "The compiler calls it to clear, copy or compare large blocks: make the block smaller, or use a map value for it"
                : $"{Describe(symbol)} is declared, but the object does not define it. If another file of your project defines it, link "
                    + "the objects: bpftool gen object");
        }
    }

    private static bool IsMemoryFunction(string name) => name is "memset" or "memcpy" or "memmove" or "memcmp" or "bcmp";

    private string Describe(ElfSymbol symbol) => symbol.Name.Length > 0 || symbol.Section >= elf.Sections.Count
        ? Printable.Name(symbol.Name)
        : $"section {Printable.Name(elf.Sections[symbol.Section].Name)}";
}
