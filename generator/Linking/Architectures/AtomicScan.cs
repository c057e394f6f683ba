using System.Collections.Generic;
using System.Linq;
using BpfGen.Generator.Btf;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Linking;

/// <summary>
/// Finds atomic operations on values of maps whose addresses are never aligned. The kernel aligns the values of all maps to 8 bytes, except
/// in an LPM trie: its values directly follow the data of the key.
/// </summary>
internal static class AtomicScan
{
    private const int Alignment = 8;
    private const int PrefixSize = 4;

    /// <param name="model">The object.</param>
    /// <param name="types">The object's types, for source lines; null if it has none.</param>
    /// <param name="effort">Limits the work of reading the object.</param>
    public static EquatableArray<UnalignedAtomic> Run(ObjectModel model, BtfTypes? types, Effort effort)
    {
        if (!model.Functions.Any(function => function.Instructions.Any(word => new Instruction(word, model.IsLittleEndian).IsAtomic)))
        {
            return [];
        }

        var found = new List<((int Function, int Place) Place, UnalignedAtomic Atomic)>();
        PointerFlow.Run(model, effort, (function, place, instruction, registers) =>
        {
            if (!instruction.IsAtomic || Address(instruction, registers) is not { Kind: PointerKind.Value } address)
            {
                return;
            }

            var map = model.Maps[address.Index];
            var start = map.Type == MapType.LpmTrie && map.KeySize >= PrefixSize ? (int)((map.KeySize - PrefixSize) % Alignment) : 0;
            var size = SizeOf(instruction);
            if (unchecked(address.Offset + start) % size != 0)
            {
                var source = model.Functions[function];
                found.Add(((function, place), new UnalignedAtomic(
                    source.Name, SourceLine.Of(source, place, types), size, map, address.Offset, start)));
            }
        });
        return found.OrderBy(item => item.Place).Select(item => item.Atomic).ToEquatableArray();
    }

    /// <summary>
    /// The pointer to the operand of an atomic instruction: in the source register for a load with acquire semantics (0x100), and in the
    /// destination register for all other instructions.
    /// </summary>
    private static Pointer Address(Instruction instruction, Pointer[] registers) =>
        registers[instruction.Immediate == 0x100 ? instruction.Source : instruction.Destination].Plus(Pointer.Number(instruction.Offset));

    private static int SizeOf(Instruction instruction) => (instruction.Code & 0x18) switch
    {
        0x00 => 4,
        0x08 => 2,
        0x10 => 1,
        _ => 8,
    };
}
