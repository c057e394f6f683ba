using System.Collections.Generic;
using System.Linq;
using BpfGen.Generator.Btf;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Model;
using BpfGen.Wire;

namespace BpfGen.Generator.Linking;

/// <summary>
/// Links the functions of an object. A function is linked once, even if several programs contain it: its code does not depend on its
/// position in a program, because the loader writes the distances between functions.
/// </summary>
internal sealed class FunctionLinker(CodeReader code, BtfExt? ext, ProblemList problems)
{
    /// <summary>The indexes of functions by section and offset. This key is cheaper to compare than the function's name.</summary>
    private readonly Dictionary<(int Section, int Start), int> _indexes = [];
    private readonly List<CodeFunction> _functions = [];
    private readonly Dictionary<int, FunctionModel> _linked = [];

    /// <summary>Gets the index of a function in the model. Adds the function if it has no index yet.</summary>
    public int IndexOf(CodeFunction function)
    {
        var place = (function.Section.Index, function.Start);
        if (!_indexes.TryGetValue(place, out var index))
        {
            index = _functions.Count;
            _indexes.Add(place, index);
            _functions.Add(function);
        }

        return index;
    }

    public FunctionModel At(int index)
    {
        if (!_linked.TryGetValue(index, out var function))
        {
            _linked.Add(index, function = Link(_functions[index]));
        }

        return function;
    }

    /// <summary>Gets the models of all functions that have an index, and of the functions that they call.</summary>
    public EquatableArray<FunctionModel> ToModels()
    {
        var models = new List<FunctionModel>();
        while (models.Count < _functions.Count)
        {
            models.Add(At(models.Count));
        }

        return models.ToEquatableArray();
    }

    private FunctionModel Link(CodeFunction function)
    {
        var (instructions, references) = code.Read(function);
        var relocations = new List<Relocation>();
        var helpers = new Dictionary<int, HelperCall>();
        var tables = new JumpTableLinker(function, problems);
        foreach (var reference in references)
        {
            var slot = reference.Slot;
            switch (reference)
            {
                case MapUse use:
                    relocations.Add(new Relocation(slot, RelocationKind.MapDescriptor, use.Map));
                    break;

                case DataUse use when slot + 1 < instructions.Length:
                    SetPlace(instructions, slot, use.Offset);
                    relocations.Add(new Relocation(slot, RelocationKind.MapValue, use.Map));
                    break;

                case JumpTableUse use when slot + 1 < instructions.Length:
                    SetPlace(instructions, slot, use.Offset);
                    relocations.Add(new Relocation(slot, RelocationKind.JumpTable, tables.IndexOf(use)));
                    break;

                case KernelUse use when use.IsCall || slot + 1 < instructions.Length:
                    relocations.Add(new Relocation(
                        slot, use.IsCall ? RelocationKind.KernelCall : RelocationKind.KernelAddress, use.Symbol));
                    break;

                case ConstantUse use when slot + 1 < instructions.Length:
                    relocations.Add(new Relocation(slot, RelocationKind.Constant, use.Constant));
                    break;

                case FunctionUse use:
                    instructions[slot] = use.IsAddress ? instructions[slot].AsFunctionAddress() : instructions[slot];
                    relocations.Add(new Relocation(slot, RelocationKind.Function, IndexOf(use.Function)));
                    break;

                case HelperUse use:
                    // If the source declares a helper as a function, the compiler writes the same call as for a function of the object.
                    // Convert it to the call of a helper.
                    instructions[slot] = instructions[slot].AsHelperCall(use.Helper);
                    if (!helpers.ContainsKey(use.Helper))
                    {
                        helpers.Add(use.Helper, new HelperCall(slot, use.Helper));
                    }

                    break;
            }
        }

        return new FunctionModel(
            function.Name,
            instructions.Select(instruction => instruction.Word).ToEquatableArray(),
            relocations.ToEquatableArray(),
            helpers.Values.OrderBy(call => call.Instruction).ToEquatableArray())
        {
            Information = ext is null ? CodeInformation.None : CodeInformationReader.Read(ext, function),
            JumpTables = tables.Tables,
            Features = InstructionScan.Run(instructions),
        };
    }

    /// <summary>
    /// Stores an offset in the second slot of a 16-byte load. The loader writes the file descriptor of the map or jump table into the first
    /// slot.
    /// </summary>
    private static void SetPlace(Instruction[] instructions, int slot, int offset)
    {
        instructions[slot] = instructions[slot].WithImmediate(0);
        instructions[slot + 1] = instructions[slot + 1].WithImmediate(offset);
    }
}
