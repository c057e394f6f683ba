using System;
using System.Collections.Generic;
using System.Linq;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Elf;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Linking;

/// <summary>Links the programs of an object: their instructions as numbers, and every relocation resolved to a map.</summary>
internal sealed class ProgramLinker(ElfObject elf, MapTable maps, ProblemList problems)
{
    private readonly RelocationResolver _relocations = new(elf, maps, problems);

    public EquatableArray<ProgramModel> LinkAll() => ProgramFinder.Find(elf, problems).Select(Link).ToEquatableArray();

    private ProgramModel Link(ProgramSymbol program)
    {
        var code = program.Section.Data.Slice(program.Start, program.Size);
        var references = _relocations.Resolve(program);
        CheckLoads(program, code, references);
        return new ProgramModel(
            program.Name,
            program.Section.Name,
            program.Kind,
            new EquatableArray<ulong>(Slots(code)),
            references.ToEquatableArray(),
            HelperCalls(program, code));
    }

    private ulong[] Slots(ReadOnlySpan<byte> code)
    {
        var slots = new ulong[code.Length / Instruction.Size];
        for (var i = 0; i < slots.Length; i++)
        {
            slots[i] = elf.Image.UInt64(code.Slice(i * Instruction.Size));
        }

        return slots;
    }

    private EquatableArray<HelperCall> HelperCalls(ProgramSymbol program, ReadOnlySpan<byte> code)
    {
        var calls = new Dictionary<int, HelperCall>();
        for (var slot = 0; slot < code.Length / Instruction.Size; slot++)
        {
            var instruction = Instruction.Read(elf.Image, code.Slice(slot * Instruction.Size));
            if (instruction.IsHelperCall && !calls.ContainsKey(instruction.Immediate))
            {
                calls.Add(instruction.Immediate, new HelperCall(slot, instruction.Immediate));
            }
            else if (instruction.IsSubprogramCall || instruction.IsFunctionAddress)
            {
                problems.Add(Rules.Unsupported, $"program {Printable.Name(program.Name)} calls another function of the object at instruction {slot}");
            }

            slot += instruction.IsLoadImmediate64 ? 1 : 0;
        }

        return calls.Values.OrderBy(call => call.Instruction).ToEquatableArray();
    }

    /// <summary>The second slot of a 16-byte load must be there: whatever patches the load writes to it as well.</summary>
    private void CheckLoads(ProgramSymbol program, ReadOnlySpan<byte> code, List<MapReference> references)
    {
        var slots = code.Length / Instruction.Size;
        foreach (var reference in references)
        {
            if (reference.Instruction == slots - 1)
            {
                problems.Add(Rules.BadProgram, Printable.Name(program.Name), Printable.Name(program.Section.Name), $"the 16-byte load at instruction {reference.Instruction} is cut off by the program's end");
            }
        }
    }
}
