namespace BpfGen.Maps;

/// <summary>The padding of one type.</summary>
internal static class PaddingOf<T>
    where T : unmanaged
{
    /// <summary>Pairs of an offset and a size, in bytes; null where the type has no padding.</summary>
    internal static int[]? Ranges;
}
