using BpfGen.Generator.Collections;
using BpfGen.Generator.Model;
using BpfGen.Wire;

namespace BpfGen.Generator.Emission;

/// <summary>
/// Packs types. The number of record numbers and the number of string bytes come first, then the records, then the unchanged strings. Most
/// records and members have three numbers, and names and types have the order in which they are used, so each number is stored as the
/// difference from the third number before it.
/// </summary>
internal static class TypePacker
{
    public static EquatableArray<ulong> Pack(TypeInformation types, bool isLittleEndian)
    {
        var bytes = new PackedBytes();
        bytes.AddNumber((uint)types.Records.Count);
        bytes.AddNumber((uint)types.Strings.Count);
        for (var i = 0; i < types.Records.Count; i++)
        {
            bytes.AddDifference(types.Records[i], i < Packing.TypeDistance ? 0 : types.Records[i - Packing.TypeDistance]);
        }

        foreach (var value in types.Strings.AsSpan())
        {
            bytes.Add(value);
        }

        return bytes.ToWords(isLittleEndian);
    }
}
