using System;
using System.Collections.Generic;
using System.Linq;
using BpfGen.Btf;
using BpfGen.Generator.Btf;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Elf;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Linking;

/// <summary>
/// Reads the structs of callbacks that an object registers with the kernel: the variables in <c>.struct_ops</c> and
/// <c>.struct_ops.link</c>. Each variable becomes a map. The callbacks in it are relocations that refer to programs.
/// </summary>
internal sealed class StructOpsReader(
    ElfObject elf, BtfTypes types, FunctionTable functions, IReadOnlyList<CodeFunction> programs, ProblemList problems)
{
    private readonly Dictionary<(int Section, int Start), int> _programIndexes = ProgramIndexes.Of(programs);

    private const string PlainSection = ".struct_ops";
    private const string LinkSection = ".struct_ops.link";
    private const uint FlagLink = 1 << 13;

    /// <summary>Reads all struct_ops maps of an object.</summary>
    /// <param name="elf">The object.</param>
    /// <param name="types">The object's BTF, or null.</param>
    /// <param name="functions">The object's functions.</param>
    /// <param name="programs">The main functions of the programs, in the order of the model.</param>
    /// <param name="problems">Receives the problems.</param>
    public static List<MapModel> Read(
        ElfObject elf, BtfTypes? types, FunctionTable functions, IReadOnlyList<CodeFunction> programs, ProblemList problems)
    {
        var maps = new List<MapModel>();
        foreach (var section in elf.Sections.Where(section => section.Type == ElfSectionType.ProgramBits && section.Size > 0))
        {
            if (SectionNames.WithoutMark(section.Name) is not (PlainSection or LinkSection))
            {
                continue;
            }

            if (types?.DataSection(section.Name) is not { } data)
            {
                problems.Add(
                    Rules.BadMapDefinition,
                    "all structs",
                    Printable.Name(section.Name),
                    "the object has no BTF for the section. Compile it with -g");
                continue;
            }

            maps.AddRange(new StructOpsReader(elf, types, functions, programs, problems).ReadSection(section, data));
        }

        return maps;
    }

    private List<MapModel> ReadSection(ElfSection section, BtfType data)
    {
        var maps = new List<MapModel>();
        var uses = new RelocationRanges(
            elf.RelocationsOf(section).Where(relocation => relocation.Type != ElfRelocationType.None), types.Effort);
        foreach (var place in types.Variables(data))
        {
            var variable = types[place.Type];
            if (variable is not { Kind: BtfKind.Variable }
                || types.Skip(variable.SizeOrType) is not { Kind: BtfKind.Struct, Name.Length: > 0 } type)
            {
                Report(section, Describe(variable?.Name ?? ""), "its type is not a named struct");
                continue;
            }

            if ((ulong)place.Offset + type.SizeOrType > (ulong)section.Data.Length)
            {
                Report(
                    section,
                    Describe(variable.Name),
                    $"its {type.SizeOrType} bytes at offset {place.Offset} do not fit into the section, which has {section.Data.Length} "
                    + "bytes");
                continue;
            }

            var own = uses.Take(place.Offset, type.SizeOrType);
            maps.Add(new MapModel(
                variable.Name,
                MapType.StructOps,
                sizeof(uint),
                type.SizeOrType,
                1,
                SectionNames.WithoutMark(section.Name) == LinkSection ? FlagLink : 0)
            {
                AutoCreate = SectionNames.LoadsByDefault(section.Name),
                RecordType = type.Id,
                Data = new SectionData(
                    WordConverter.Of(elf.Image, section.Data.Slice((int)place.Offset, (int)type.SizeOrType)), IsReadOnly: false),
                StructOps = new StructOpsModel(
                    WithoutFlavor(type.Name), Members(section, variable.Name, type, place.Offset, own).ToEquatableArray()),
            });
        }

        foreach (var use in uses.Rest)
        {
            Report(section, "a struct", $"the relocation at offset {use.Offset} is outside all variables");
        }

        return maps;
    }

    private List<StructOpsMember> Members(ElfSection section, string variable, BtfType type, uint start, List<ElfRelocation> uses)
    {
        var members = new List<StructOpsMember>();
        var programsByOffset = new Dictionary<long, ElfSymbol>();
        foreach (var use in uses)
        {
            var offset = (long)use.Offset - start;
            if (programsByOffset.ContainsKey(offset))
            {
                Report(section, Describe(variable), $"it has two relocations at offset {offset}");
            }

            programsByOffset[offset] = use.Symbol;
        }

        foreach (var member in types.Members(type))
        {
            types.Effort.Spend(8);
            var (offset, kind) = (member.BitOffset / 8, types.Skip(member.Type)?.Kind ?? BtfKind.Void);
            if (types.SizeOf(member.Type) is not { } size || size > type.SizeOrType)
            {
                Report(section, Describe(variable), $"the size of its member {Printable.Name(member.Name)} is unknown");
                continue;
            }

            int? program = null;
            if (member.BitOffset % 8 == 0 && programsByOffset.TryGetValue(offset, out var symbol))
            {
                programsByOffset.Remove(offset);
                program = Program(section, variable, member, symbol);
            }

            // Do not add a null pointer as a member.
            if (program is not null || kind != BtfKind.Pointer)
            {
                members.Add(new StructOpsMember(member.Name, (int)kind, (int)offset, (int)size, program, member.BitSize != 0));
            }
        }

        foreach (var offset in programsByOffset.Keys.OrderBy(offset => offset))
        {
            Report(section, Describe(variable), $"the relocation at offset {offset} is not at the start of a member");
        }

        return members;
    }

    private int? Program(ElfSection section, string variable, BtfMember member, ElfSymbol symbol)
    {
        var isFunctionPointer = types.Skip(member.Type) is { Kind: BtfKind.Pointer } pointer
            && types.Skip(pointer.SizeOrType) is { Kind: BtfKind.FunctionPrototype };
        var function = symbol.Section is not ElfConstants.SectionIndexUndefined and < ElfConstants.SectionIndexReserved
            ? functions.At(elf.Sections[symbol.Section], unchecked((long)symbol.Value))
            : null;
        if (function is { IsSkipped: true })
        {
            return null;
        }

        var index = function is not null && _programIndexes.TryGetValue((function.Section.Index, function.Start), out var found)
            ? found
            : -1;
        if (isFunctionPointer
            && index >= 0
            && SectionNames.Find(SectionNames.WithoutMark(function!.SectionName))?.Type == ProgramType.StructOps)
        {
            return index;
        }

        Report(section, Describe(variable), isFunctionPointer
            ? $"its member {Printable.Name(member.Name)} is {Printable.Name(symbol.Name)}, which is not a program in SEC(\"struct_ops\")"
            : $"its member {Printable.Name(member.Name)} holds an address, but is not a pointer to a function");
        return null;
    }

    /// <summary>
    /// Removes the flavor: a suffix after three underscores that distinguishes variants of a struct and is not part of the kernel's name.
    /// </summary>
    private static string WithoutFlavor(string name) =>
        name.LastIndexOf("___", StringComparison.Ordinal) is > 0 and var flavor ? name.Substring(0, flavor) : name;

    private static string Describe(string variable) => $"struct {Printable.Name(variable)}";

    private void Report(ElfSection section, string subject, string reason) =>
        problems.Add(Rules.BadMapDefinition, subject, Printable.Name(section.Name), reason);
}
