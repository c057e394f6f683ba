namespace BpfGen.Extensions.Hosting;

/// <summary>The number of entries of a map that a metric reads.</summary>
internal sealed class MapFill
{
    public required string Map { get; init; }

    public required uint MaxEntries { get; init; }

    /// <summary>The number of entries that the last read found; null before the first one.</summary>
    public int? Entries { get; set; }
}
