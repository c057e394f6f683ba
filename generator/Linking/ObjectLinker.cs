using System.Collections.Generic;
using System.Linq;
using BpfGen.Generator.Btf;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Elf;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Linking;

/// <summary>Links an object. The result has the maps to create, and the programs with all relocations resolved.</summary>
internal static class ObjectLinker
{
    /// <summary>Links an object.</summary>
    /// <param name="elf">The object.</param>
    /// <param name="requests">The types that the project requests.</param>
    /// <param name="problems">Receives the problems.</param>
    public static ObjectModel Link(ElfObject elf, TypeRequests requests, ProblemList problems)
    {
        var license = LicenseReader.Read(elf, problems);
        CheckVersion(elf, problems);
        var (types, externs) = ReadTypes(elf, problems);
        var ext = types is not null && Find(elf, ".BTF.ext") is { } records
            ? BtfExtReader.Read(elf.Image, records.Data, types, problems)
            : null;
        var maps = MapReader.Read(elf, types, externs, problems);
        var functions = FunctionTable.Read(elf, requests, problems);
        var code = new FunctionLinker(new CodeReader(elf, externs, functions, maps, problems), ext, problems);
        var linked = Programs(functions, code, new ExceptionCallbacks(types, functions, problems), problems).ToList();
        var programs = linked.Select(program => program.Model).ToEquatableArray();
        var linkedFunctions = code.ToModels();
        var dataUses = new DataUses(elf.Image.IsLittleEndian, linked, code, problems.Effort);
        DataPointers.Check(elf, maps, dataUses, problems);
        var slots = SlotReader.Read(elf, types, maps, functions, [.. linked.Select(program => program.Function)], problems);
        var structs = StructOpsReader.Read(elf, types, functions, [.. linked.Select(program => program.Function)], problems);
        programs = WithStructs(programs, structs).ToEquatableArray();
        var usesTypes = structs.Count > 0
            || maps.Models.Any(map => map.KeyType != 0 || map.ValueType != 0)
            || linkedFunctions.Any(function => function.Information.Type != 0 || function.Information.Lines.Count > 0);

        var model = new ObjectModel(
            elf.Image.IsLittleEndian,
            license,
            elf.Sections.Skip(1).Select(section => section.Name).ToEquatableArray(),
            [.. maps.Models.Concat(structs).Select(map => map with
            {
                Member = requests.Maps.FirstOrDefault(request => request.Map == map.Name)?.Member,
            })],
            programs)
        {
            Size = elf.Image.Length,
            Functions = linkedFunctions,
            MapSlots = slots.Maps,
            ProgramSlots = slots.Programs,
            KernelSymbols = externs.Symbols,
            Constants = externs.Constants,
            MissingPrograms = requests.Programs.Select(request => request.Program).Distinct()
                .Where(name => functions.All.All(function => function.Name != name)).ToEquatableArray(),
        };
        if (types is not null)
        {
            model = ContextArguments.Fix(model, types);
        }

        var uses = ArchitectureScan.Run(model, types);
        model = model with
        {
            Programs = model.Programs.Select((program, index) => program with { Architecture = uses[index] }).ToEquatableArray(),
            UnalignedAtomics = AtomicScan.Run(model, types, problems.Effort),
        };
        var typed = TypeLinker.Link(model, types, requests, ExportedTypes.Find(elf, types, maps, dataUses));
        return types is not null && usesTypes ? TypePruning.Prune(typed, types) : typed;
    }

    /// <summary>
    /// Checks the section <c>version</c>. Kernels before 5.0 required the kernel version in this section. Newer kernels ignore the section,
    /// but other loaders reject it if its size is wrong.
    /// </summary>
    private static void CheckVersion(ElfObject elf, ProblemList problems)
    {
        if (Find(elf, "version") is { } version && version.Data.Length != sizeof(uint))
        {
            problems.Add(Rules.Malformed, $"section 'version' has {version.Data.Length} bytes, but a kernel version has {sizeof(uint)}");
        }
    }

    /// <summary>
    /// Reads BTF, and changes it to the form that the kernel accepts. Only this form contains the offsets of variables, which the linker
    /// needs.
    /// </summary>
    private static (BtfTypes? Types, ExternTable Externs) ReadTypes(ElfObject elf, ProblemList problems)
    {
        if (Find(elf, ".BTF") is not { } section || BtfReader.Read(section.Data, elf.Image.IsLittleEndian, problems) is not { } types)
        {
            return (null, ExternReader.ReadUntyped(elf));
        }

        var externs = ExternReader.Read(elf, types);
        if (!externs.IsEmpty)
        {
            ExternFixer.FixSymbols(types, ExternReader.SymbolSection);
            ExternFixer.FixConfig(
                types,
                ExternReader.ConfigSection,
                externs.Config.ToDictionary(value => value.Name, value => value.Offset),
                externs.ConfigSize);
        }

        BtfFixer.Fix(elf, types);
        return (types, externs);
    }

    /// <summary>
    /// Updates the programs that struct_ops maps use. Such a program is loaded by default if at least one map that uses the program is
    /// created by default. The program's section name does not matter.
    /// </summary>
    private static IEnumerable<ProgramModel> WithStructs(EquatableArray<ProgramModel> programs, List<MapModel> structs)
    {
        var loaded = structs.SelectMany(map => map.StructOps!.Members, (map, member) => (map.AutoCreate, member.Program))
            .Where(use => use.Program is not null).ToLookup(use => use.Program!.Value, use => use.AutoCreate);
        return programs.Select(
            (program, index) => loaded.Contains(index) ? program with { AutoLoad = loaded[index].Any(isMade => isMade) } : program);
    }

    private static ElfSection? Find(ElfObject elf, string name) => elf.Sections.FirstOrDefault(section => section.Name == name);

    private static IEnumerable<(CodeFunction Function, ProgramModel Model)> Programs(
        FunctionTable functions, FunctionLinker code, ExceptionCallbacks callbacks, ProblemList problems)
    {
        foreach (var function in functions.All)
        {
            if (ProgramFinder.KindOf(function, problems) is { } kind)
            {
                yield return (function, ProgramLinker.Link(function, kind, code, callbacks, problems));
            }
        }
    }
}
