namespace BpfGen;

/// <summary>How a program becomes a filter of traffic control.</summary>
public sealed record TcFilterOptions
{
    /// <summary>The order among the filters: lower ones run first. Zero lets the kernel choose one before all others.</summary>
    public ushort Priority { get; init; }

    /// <summary>The filter's number among those of its priority. Zero lets the kernel choose.</summary>
    public uint Handle { get; init; }

    /// <summary>Whether to take the place of the filter that has this priority and handle. Both have to be given then.</summary>
    public bool ReplaceExisting { get; init; }
}
