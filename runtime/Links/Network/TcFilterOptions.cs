namespace BpfGen;

/// <summary>The position of a traffic control filter.</summary>
public sealed record TcFilterOptions
{
    /// <summary>
    /// The order among the filters: lower numbers run first. 0 lets the kernel choose a priority before all other filters.
    /// </summary>
    public ushort Priority { get; init; }

    /// <summary>The filter's number within its priority. 0 lets the kernel choose a number.</summary>
    public uint Handle { get; init; }

    /// <summary>Whether to replace the filter with this priority and handle. Requires both to be set.</summary>
    public bool ReplaceExisting { get; init; }
}
