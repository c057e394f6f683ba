extern alias runtime;

using System.Collections.Generic;
using System.Linq;
using BpfGen.Generator.Model;
using BpfGen.Wire;
using runtime::BpfGen.Loading;

namespace BpfGen.Generator.Tests.Support;

/// <summary>
/// Assembles programs of a linked object with the assembler of BpfGen's runtime. In the result, call instructions contain the distances to
/// the called functions, but relocations against the running kernel are not applied.
/// </summary>
internal static class Assembled
{
    /// <summary>Returns the instructions of the only program of an object.</summary>
    public static ulong[] Instructions(ObjectModel model) => Instructions(model, model.Programs.Single());

    public static ulong[] Instructions(ObjectModel model, ProgramModel program)
    {
        var assembled = Assemble(model, program, out var code);
        var patcher = new InstructionPatcher(assembled, [], [], default);
        foreach (var function in program.Functions)
        {
            patcher.Apply(code[function], assembled.StartOf(function));
        }

        return assembled.Instructions.ToArray();
    }

    /// <summary>Returns the index of the first instruction of each function.</summary>
    public static int[] Starts(ObjectModel model, ProgramModel program)
    {
        var assembled = Assemble(model, program, out _);
        return [.. program.Functions.Select(assembled.StartOf)];
    }

    private static ProgramCode Assemble(ObjectModel model, ProgramModel program, out ObjectCode code)
    {
        var instructions = new List<ulong>();
        var functions = new List<uint>();
        var relocations = new List<uint>();
        foreach (var function in model.Functions)
        {
            var start = (uint)instructions.Count;
            instructions.AddRange(function.Instructions);
            functions.AddRange(start, function.Information.Type);
            foreach (var relocation in function.Relocations.Where(relocation => relocation.Kind == RelocationKind.Function))
            {
                relocations.AddRange(start + (uint)relocation.Instruction, (uint)relocation.Kind, (uint)relocation.Index);
            }
        }

        code = new ObjectCode(instructions.ToArray(), functions.ToArray(), relocations.ToArray());
        var assembled = new ProgramCode(new LoadMemory());
        assembled.Assemble(code, program.Functions.AsSpan());
        return assembled;
    }
}
