using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Model;
using BpfGen.Wire;

namespace BpfGen.Generator.Checks;

/// <summary>
/// Checks an object against its contract: the requirements of the project. A finding points to the attribute that contains the requirement.
/// If the requirement is in metadata, the finding points to the object file.
/// </summary>
internal static class ContractChecks
{
    /// <summary>
    /// The largest number of names that a message lists. An object can have a thousand sections, and a list of all of them would help
    /// nobody.
    /// </summary>
    private const int MostNames = 12;

    public static IEnumerable<Finding> Run(ObjectModel model, Contract contract, SourcePlace file)
    {
        var name = Path.GetFileName(file.Path);
        foreach (var requirement in contract.Requirements)
        {
            if (requirement is RequestedStruct requested)
            {
                foreach (var finding in CheckStruct(model, name, requested, file))
                {
                    yield return finding;
                }
            }
            else if (Check(model, name, requirement) is { } problem)
            {
                yield return new Finding(problem, requirement.Place ?? file);
            }
        }
    }

    private static Problem? Check(ObjectModel model, string file, Requirement requirement) => requirement switch
    {
        RequiredSection(_, var section) => CheckSection(model, file, section),
        RequiredMap map => CheckMap(model, file, map),
        RequiredProgram(_, var program) => CheckProgram(model, file, program),
        RequestedType(_, var type) => CheckType(model, file, type),
        RequestedProgram(_, var request) => CheckMember(request.Member, "[BpfProgram] Name")
            ?? (model.MissingPrograms.Contains(request.Program) ? MissingProgram(model, file, request.Program) : null),
        RequestedMap(_, var request) => CheckMember(request.Member, "[BpfMap] Name") ?? CheckMap(model, file, new(null, request.Map)),
        RequestedRecord(_, var map, var type) => CheckRecord(model, file, map, type),
        RequiredRelocation(_, var section, var map) => CheckRelocation(model, file, section, map),
        _ => null,
    };

    /// <summary>
    /// Checks that a section exists. A <c>?</c> before its name in the object is ignored: it only means that the programs are not loaded by
    /// default.
    /// </summary>
    private static Problem? CheckSection(ObjectModel model, string file, string section) =>
        model.Sections.Contains(section) || model.Sections.Contains("?" + section)
            ? null
            : Missing(Rules.MissingSection, file, section, model.Sections.Where(IsOfInterest), "no section");

    private static Problem? CheckProgram(ObjectModel model, string file, string program)
    {
        var programs = model.Programs.Select(candidate => candidate.Name).ToList();
        return programs.Contains(program) ? null : MissingProgram(model, file, program);
    }

    private static Problem MissingProgram(ObjectModel model, string file, string program) => Missing(
        Rules.MissingProgram, file, program, model.Programs.Select(candidate => candidate.Name), "no program");

    /// <summary>Checks a C# name from an attribute. Names from metadata were already checked when the metadata was read.</summary>
    private static Problem? CheckMember(string? member, string argument) => member is null || CSharpName.IsProperty(member)
        ? null
        : Problem.Of(Rules.BadMetadata, argument, member, "it is not a valid C# name");

    private static Problem? CheckMap(ObjectModel model, string file, RequiredMap required)
    {
        var found = model.Maps.FirstOrDefault(map => map.Name == required.Map);
        if (found is null)
        {
            return Missing(Rules.MissingMap, file, required.Map, model.Maps.Select(map => map.Name), "no map");
        }

        var differences = new List<string>();
        if (required.Type != MapType.Unspecified && found.Type != required.Type)
        {
            differences.Add($"its type is {found.Type}, but {required.Type} is required");
        }

        Compare("keys", required.KeySize, found.KeySize);
        Compare("values", required.ValueSize, found.ValueSize);
        return differences.Count == 0
            ? null
            : Problem.Of(Rules.MapDiffers, Printable.Name(required.Map), file, string.Join("; ", differences));

        void Compare(string what, int wanted, uint actual)
        {
            if (wanted >= 0 && (uint)wanted != actual)
            {
                differences.Add($"its {what} have {actual} bytes, but {wanted} are required");
            }
        }
    }

    private static Problem? CheckType(ObjectModel model, string file, string type) => model.MissingTypes
        .Where(missing => missing.Type == type)
        .Select(missing => Problem.Of(Rules.UnknownType, Printable.Name(type), file, missing.Reason))
        .FirstOrDefault();

    private static IEnumerable<Finding> CheckStruct(ObjectModel model, string file, RequestedStruct requested, SourcePlace whole)
    {
        if (CheckType(model, file, requested.Struct.Type) is { } missing)
        {
            yield return new Finding(missing, requested.Place ?? whole);
        }

        foreach (var difference in model.StructDifferences.Where(difference => difference.Struct == requested.Struct))
        {
            yield return difference.Field < 0
                ? new Finding(
                    Problem.Of(Rules.StructDiffers, requested.Struct.DisplayName, file, difference.Reason), requested.Place ?? whole)
                : new Finding(
                    Problem.Of(Rules.FieldDiffers, requested.Struct.Fields[difference.Field].Name, file, difference.Reason),
                    difference.Field < requested.Fields.Count ? requested.Fields[difference.Field] : whole);
        }
    }

    private static Problem? CheckRecord(ObjectModel model, string file, string map, string type) => model.Maps
        .FirstOrDefault(candidate => candidate.Name == map) switch
    {
        null => Missing(Rules.MissingMap, file, map, model.Maps.Select(candidate => candidate.Name), "no map"),
        { IsBuffer: false } found => Problem.Of(Rules.NoRecords, Printable.Name(map), file, found.Type),
        _ => CheckType(model, file, type),
    };

    private static Problem? CheckRelocation(ObjectModel model, string file, string section, string map)
    {
        var programs = model.Programs.Where(program => program.Section == section.TrimStart('?')).ToList();
        var referred = programs.SelectMany(program => program.Functions).SelectMany(function => model.Functions[function].Relocations)
            .Where(relocation => relocation.Kind is RelocationKind.MapDescriptor or RelocationKind.MapValue)
            .Select(relocation => model.Maps[relocation.Index].Name).Distinct().ToList();
        if (referred.Contains(map))
        {
            return null;
        }

        var actual = programs.Count == 0
            ? "the object has no program in this section; "
                + $"its programs are in {List(model.Programs.Select(program => program.Section), "no section")}"
            : $"its programs refer to {List(referred, "no map")}";
        var meant = programs.Count == 0
            ? Nearest.Suggestion(section, model.Programs.Select(program => program.Section))
            : Nearest.Suggestion(map, referred);
        return Problem.Of(Rules.MissingRelocation, Printable.Name(section), file, Printable.Name(map), actual, meant);
    }

    private static Problem Missing(Rule rule, string file, string wanted, IEnumerable<string> present, string none)
    {
        var names = present.ToList();
        return Problem.Of(rule, file, Printable.Name(wanted), List(names, none), Nearest.Suggestion(wanted, names));
    }

    private static string List(IEnumerable<string> names, string none)
    {
        var all = names.Distinct().ToList();
        var shown = string.Join(", ", all.Take(MostNames).Select(Printable.Name));
        return all.Count == 0 ? none : all.Count <= MostNames ? shown : $"{shown} and {all.Count - MostNames} more";
    }

    /// <summary>
    /// Whether a message lists a section. Messages omit the sections that every object has, because no contract requires them.
    /// </summary>
    private static bool IsOfInterest(string section) => section.Length > 0
        && section is not (".strtab" or ".symtab" or ".shstrtab" or ".text" or ".llvm_addrsig" or ".comment")
        && !section.StartsWith(".rel", StringComparison.Ordinal)
        && !section.StartsWith(".debug", StringComparison.Ordinal);
}
