namespace BpfGen.Generator.Model;

/// <summary>What a section of global variables holds when the program starts.</summary>
/// <param name="Words">
/// Its bytes, eight a number, read in the object's byte order; the last ones may be padding. None where all of it is zero.
/// </param>
/// <param name="IsReadOnly">Nobody changes it after the load: the map is frozen, and the verifier knows its values.</param>
internal sealed record SectionData(EquatableArray<ulong> Words, bool IsReadOnly)
{
    /// <summary>Most of its bytes are zero, so that it is at most half as long without them: text and small sections are not.</summary>
    public bool IsSparse { get; } = IsHalf(Words);

    private static bool IsHalf(EquatableArray<ulong> words)
    {
        const int BitsPerByte = 8;
        var present = 0;
        foreach (var word in words.AsSpan())
        {
            for (var rest = word; rest != 0; rest >>= BitsPerByte)
            {
                present += (byte)rest == 0 ? 0 : 1;
            }
        }

        // Packed, a byte of each word says which of its bytes there are; how many words comes first.
        var packed = (1 + words.Count + present + sizeof(ulong) - 1) / sizeof(ulong);
        return words.Count > 0 && 2 * packed <= words.Count;
    }
}
