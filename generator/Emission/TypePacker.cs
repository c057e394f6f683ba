using BpfGen.Generator.Collections;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Emission;

/// <summary>
/// Packs types: how many numbers their records have and how many bytes their strings, both, and the strings as they are. Records and members are mostly of three
/// numbers, and names and types stand in the order in which they are used: each number becomes the difference from the third before it.
/// </summary>
internal static class TypePacker
{
    private const int Distance = 3;

    public static EquatableArray<ulong> Pack(TypeInformation types, bool isLittleEndian)
    {
        var bytes = new PackedBytes();
        bytes.AddNumber((uint)types.Records.Count);
        bytes.AddNumber((uint)types.Strings.Count);
        for (var i = 0; i < types.Records.Count; i++)
        {
            bytes.AddDifference(types.Records[i], i < Distance ? 0 : types.Records[i - Distance]);
        }

        foreach (var value in types.Strings.AsSpan())
        {
            bytes.Add(value);
        }

        return bytes.ToWords(isLittleEndian);
    }
}
