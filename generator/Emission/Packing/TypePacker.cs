using BpfGen.Generator.Collections;
using BpfGen.Generator.Model;
using BpfGen.Wire;

namespace BpfGen.Generator.Emission;

/// <summary>
/// Packs types. Two counts come first: the numbers in the records, and the bytes in the strings. Then come the records and the unchanged
/// strings. Each number of the records is stored as its difference from the number three places before it. This difference is usually
/// small: most records and members have three numbers, and names and types are stored in the order of their use.
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
