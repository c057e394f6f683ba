using System;
using System.Collections.Generic;
using System.Linq;
using BpfGen.Btf;
using BpfGen.CoreRelocations;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Linking;
using BpfGen.Generator.Model;
using BpfGen.KernelFacts;
using BpfGen.Wire;

namespace BpfGen.Tool.Inspection;

/// <summary>Describes an object.</summary>
internal sealed class Inspector
{
    private const string MapPrefix = "BPF_MAP_TYPE_";
    private const string ProgramPrefix = "BPF_PROG_TYPE_";

    private readonly ObjectModel _model;
    private readonly BtfTypeList? _types;

    private Inspector(ObjectModel model)
    {
        _model = model;
        _types = model.Types is { } types ? new BtfTypeList(TypeBytes.Of(types, model.IsLittleEndian), model.IsLittleEndian) : null;
    }

    public static ObjectReport Run(string path, ObjectModel model, IEnumerable<Problem> problems) =>
        new Inspector(model).Run(path, problems);

    private ObjectReport Run(string path, IEnumerable<Problem> problems)
    {
        var needed = _model.Maps.Where(map => map.AutoCreate).SelectMany(MapRequirements.Of)
            .Concat(_model.Programs.Where(program => program.AutoLoad && !ProgramRequirements.IsGuarded(_model, program))
                .SelectMany(program => ProgramRequirements.Of(_model, program)));
        return new ObjectReport(
            path,
            Printable.Text(_model.License),
            _model.IsLittleEndian ? "little" : "big",
            Newest(needed),
            CapabilityTable.NamesOf(ObjectCapabilities.Of(_model)),
            [.. _model.Maps.Select(Map)],
            [.. _model.Programs.Select(Program)],
            [.. Types()],
            [.. _model.KernelSymbols.Select(symbol =>
                new SymbolReport(Printable.Text(symbol.Name), symbol.Kind.ToString(), symbol.IsOptional))],
            [.. problems.Select(problem => new ProblemReport(problem.Rule.Id, problem.Rule.Severity.ToString(), problem.Message))]);
    }

    private static MapReport Map(MapModel map) => new(
        Printable.Text(map.Name),
        MapTypeTable.KernelNameOf(map.Type)[MapPrefix.Length..],
        map.KeySize,
        map.ValueSize,
        map.MaxEntries,
        map.Flags,
        map.KeyName,
        map.ValueName,
        map.PinPath is { } pin ? Printable.Text(pin) : null,
        Newest(MapRequirements.Of(map)));

    private ProgramReport Program(ProgramModel program)
    {
        var functions = program.Functions.Select(index => _model.Functions[index]).ToList();
        var relocations = functions.SelectMany(function => function.Relocations).ToList();
        return new ProgramReport(
            Printable.Text(program.Name),
            Printable.Text(program.Section),
            ProgramTypeTable.KernelNameOf(program.Kind.Type)[ProgramPrefix.Length..],
            program.AutoLoad,
            program.InstructionCount,
            [.. functions.Select(function => Printable.Text(function.Name))],
            Names(relocations, index => _model.Maps[index].Name, RelocationKind.MapDescriptor, RelocationKind.MapValue),
            [.. program.HelperCalls.Select(call => HelperTable.NameOf(call.Helper) ?? $"helper {call.Helper}").Distinct()
                .Order(StringComparer.Ordinal)],
            Names(relocations, index => _model.KernelSymbols[index].Name, RelocationKind.KernelCall, RelocationKind.KernelAddress),
            [.. Fields(functions)],
            [.. ProgramRequirements.Of(_model, program).OrderByDescending(requirement => requirement.Kernel)
                .Select(requirement => new RequirementReport(requirement.Kernel.ToString(2), requirement.Reason)).Distinct()]);
    }

    private static List<string> Names(List<Relocation> relocations, Func<int, string> name, params RelocationKind[] kinds) =>
        [.. relocations.Where(relocation => kinds.Contains(relocation.Kind))
            .Select(relocation => Printable.Text(name(relocation.Index))).Distinct().Order(StringComparer.Ordinal)];

    private IEnumerable<FieldReport> Fields(List<FunctionModel> functions) => _types is null ? []
        : functions.SelectMany(CoreRecords.Of)
            .Select(record => new FieldReport(record.Relocation.Kind.ToString(), Printable.Text(AccessText.Of(_types, record.Relocation))))
            .Distinct();

    private IEnumerable<TypeReport> Types()
    {
        foreach (var type in _model.ValueTypes.Structs)
        {
            yield return new TypeReport(
                Printable.Text(type.Original),
                type.Name,
                type.Size,
                [.. type.Fields.Select(field => $"{Printable.Text(field.Original)} at {field.Offset}: {field.Type}"),
                    .. type.BitFields.Select(field => $"{Printable.Text(field.Original)} at bit {field.Bit}: {field.Count} bits")]);
        }

        foreach (var type in _model.ValueTypes.Enums)
        {
            yield return new TypeReport(
                Printable.Text(type.Original),
                type.Name,
                null,
                [.. type.Values.Select(value => $"{Printable.Text(value.Original)} = {value.Literal}")]);
        }
    }

    private static string Newest(IEnumerable<KernelRequirement> requirements) =>
        requirements.Select(requirement => requirement.Kernel).Append(FirstKernels.Programs).Max()!.ToString(2);
}
