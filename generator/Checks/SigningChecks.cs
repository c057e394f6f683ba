using System.Collections.Generic;
using System.Linq;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Model;
using BpfGen.Wire;

namespace BpfGen.Generator.Checks;

/// <summary>
/// Checks that an object can be signed. What a signature covers is fixed by the build, so nothing may depend on the load options, on the
/// machine, or on maps that exist already.
/// </summary>
internal static class SigningChecks
{
    public static IEnumerable<Problem> Run(ObjectModel model) => Reasons(model).Select(reason => Problem.Of(Rules.CannotSign, reason));

    /// <summary>Whether an object can be signed.</summary>
    public static bool Allow(ObjectModel model) => !Reasons(model).Any();

    private static IEnumerable<string> Reasons(ObjectModel model)
    {
        if (!model.IsLittleEndian)
        {
            yield return "it is big-endian. BpfGen signs little-endian objects";
        }

        if (model.Constants.Count > 0)
        {
            yield return $"the load options give the value of its constant {Printable.Name(model.Constants[0])}. "
                + "Define the value in the object";
        }

        foreach (var map in model.Maps)
        {
            if (ReasonOf(map) is { } reason)
            {
                yield return $"its map {Printable.Name(map.Name)} {reason}";
            }
        }

        foreach (var symbol in model.KernelSymbols.Where(symbol => symbol is { IsOptional: true, Alias: not null }))
        {
            yield return $"its kernel symbol {Printable.Name(symbol.Alias!)} is one of several declarations of '{symbol.Name}'. The loader "
                + "program cannot compare them with that of the kernel";
        }

        foreach (var program in model.Programs.Where(program => program.AutoLoad))
        {
            if (ReasonOf(program) is { } reason)
            {
                yield return $"its program {Printable.Name(program.Name)} {reason}";
            }
        }

        foreach (var function in model.Functions.Where(function => function.JumpTables.Count > 0))
        {
            yield return $"its function {Printable.Name(function.Name)} has a jump table. Compile with -fno-jump-tables";
        }

        var count = 1 + model.Maps.Count + model.Programs.Count + LoadedSymbols.CountWithTargets(model);
        if (count > LoaderContext.MostDescriptors)
        {
            yield return $"it has more maps, programs, targets and kernel symbols than {LoaderContext.MostDescriptors}";
        }
    }

    private static string? ReasonOf(MapModel map) => map switch
    {
        { StructOps: not null } => "is a struct_ops map, whose layout depends on the kernel",
        { Config.Count: > 0 } => "has values of the kernel configuration, which depend on the kernel",
        { Type: MapType.Arena, Data: not null } => "is an arena with initial values, which the process writes",
        { Data: not null, Type: not MapType.Array } => "has variables in a map that is not an array",
        { PinPath: not null } =>
            "is pinned. A load would use the map of another process, whose contents the signature does not cover",
        _ when MapShapes.LacksEntries(map) => "has no max_entries. Set it in the object",
        _ when MapShapes.LacksValueSize(map) => "has no value size. Set it in the object",
        _ when MapShapes.LacksInnerMap(map) => "names no inner map. Name it in the object",
        { AutoCreate: false } => "is created only if the load options ask for it",
        _ => null,
    };

    private static string? ReasonOf(ProgramModel program) => program.Kind switch
    {
        { Type: ProgramType.Extension } => "replaces a function of another program, which the load options name",
        { Type: ProgramType.StructOps } => "is a function of a struct_ops map, whose layout depends on the kernel",
        { IsBound: true, Target: null } => "has no attach target in its section name. Name the target there",
        { IsBound: true, Target: { } target } when target.IndexOf(':') >= 0 =>
            $"attaches to {Printable.Name(target)}. Name the function without its module",
        _ => null,
    };
}
