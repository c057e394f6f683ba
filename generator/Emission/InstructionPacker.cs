using System.Collections.Generic;
using System.Linq;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Emission;

/// <summary>
/// Packs instructions, half of whose bytes are zero: of each, a byte says which of its eight are not, from the lowest, and these follow. How many
/// instructions there are comes first.
/// </summary>
internal static class InstructionPacker
{
    private const int BitsPerByte = 8;

    public static EquatableArray<ulong> Pack(IEnumerable<FunctionModel> functions, bool isLittleEndian)
    {
        var bytes = new PackedBytes();
        bytes.AddNumber((uint)functions.Sum(function => function.Instructions.Count));
        foreach (var function in functions)
        {
            foreach (var instruction in function.Instructions.AsSpan())
            {
                Add(bytes, instruction);
            }
        }

        return bytes.ToWords(isLittleEndian);
    }

    private static void Add(PackedBytes bytes, ulong instruction)
    {
        var present = 0;
        for (var i = 0; i < sizeof(ulong); i++)
        {
            present |= (byte)(instruction >> (BitsPerByte * i)) == 0 ? 0 : 1 << i;
        }

        bytes.Add((byte)present);
        for (var rest = instruction; rest != 0; rest >>= BitsPerByte)
        {
            if ((byte)rest != 0)
            {
                bytes.Add((byte)rest);
            }
        }
    }
}
