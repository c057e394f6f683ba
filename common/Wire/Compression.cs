namespace BpfGen.Wire;

/// <summary>
/// The compression of large tables in generated code. The generator writes it, and the runtime reads it.
/// <para>
/// The number of uncompressed bytes comes first. Then follow sequences. A sequence copies literal bytes from the compressed data, and then
/// repeats earlier bytes of the uncompressed data. It has these parts:
/// </para>
/// <list type="number">
/// <item>A byte with two counts: the literal bytes in the high 4 bits, and the repeated bytes minus <see cref="ShortestRepeat"/> in the low
/// 4 bits. If a count is <see cref="LargestCount"/> or more, these bits hold <see cref="LargestCount"/>.</item>
/// <item>The rest of a large count of literal bytes, and the literal bytes.</item>
/// <item>The distance to the repeated bytes, minus 1, and the rest of a large count of repeated bytes.</item>
/// </list>
/// <para>
/// The last sequence ends after its literal bytes if these complete the data. Numbers are encoded as in <see cref="Packing"/>. The
/// compressed bytes are text in Base64, because the compiler reads text much faster than numbers.
/// </para>
/// </summary>
internal static class Compression
{
    /// <summary>The smallest number of bytes that a sequence repeats.</summary>
    public const int ShortestRepeat = 4;

    /// <summary>The largest value of the 4 bits of a count.</summary>
    public const int LargestCount = 15;

    /// <summary>The position of the count of literal bytes in the first byte of a sequence, in bits.</summary>
    public const int LiteralShift = 4;
}
