namespace BpfGen;

/// <summary>The position of a traffic control filter.</summary>
public sealed record TcFilterOptions
{
    /// <summary>
    /// The order among the filters: lower numbers run first. 0 lets the kernel choose a priority before all other filters.
    /// </summary>
    public ushort Priority { get; init; }

    /// <summary>The filter's handle, which is unique within its priority. 0 lets the kernel choose a handle.</summary>
    public uint Handle { get; init; }

    /// <summary>
    /// Whether to replace the filter with this priority and handle. Requires both <see cref="Priority"/> and <see cref="Handle"/>.
    /// </summary>
    public bool ReplaceExisting { get; init; }
}
