using System.Collections.Generic;
using System.Linq;

namespace BpfGen.Generator.Model;

/// <summary>A range of bytes in a struct.</summary>
/// <param name="Offset">The offset in bytes.</param>
/// <param name="Size">The size in bytes.</param>
internal readonly record struct PaddingRange(int Offset, int Size)
{
    /// <summary>Finds the bytes of a struct that no field uses.</summary>
    /// <param name="used">The ranges of bytes that the fields use.</param>
    /// <param name="size">The size of the struct in bytes.</param>
    public static IEnumerable<PaddingRange> Between(IEnumerable<PaddingRange> used, int size)
    {
        var end = 0;
        foreach (var field in used.OrderBy(field => field.Offset))
        {
            if (field.Offset > end)
            {
                yield return new PaddingRange(end, field.Offset - end);
            }

            end = System.Math.Max(end, field.Offset + field.Size);
        }

        if (size > end)
        {
            yield return new PaddingRange(end, size - end);
        }
    }
}
