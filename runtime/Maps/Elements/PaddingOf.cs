namespace BpfGen.Maps;

/// <summary>The padding of one struct type.</summary>
internal static class PaddingOf<T>
    where T : unmanaged
{
    /// <summary>
    /// The ranges of bytes that belong to no field: pairs of an offset and a size, in bytes. Null if the type has no padding.
    /// </summary>
    internal static int[]? Ranges;

    /// <summary>
    /// Whether the padding of the type is known, because generated code has registered it or a check has found that the type has no
    /// padding.
    /// </summary>
    internal static bool IsKnown;
}
