namespace BpfGen.Sample;

/// <summary>The head of a column.</summary>
/// <param name="Name">The name in JSON: <c>local_port</c>.</param>
/// <param name="Width">How wide it is in characters; below zero at the left, 0 for all that is left of the line.</param>
internal sealed record Heading(string Name, int Width)
{
    /// <summary>For people: <c>LOCAL PORT</c>.</summary>
    public string Title { get; } = Name.Replace('_', ' ').ToUpperInvariant();
}
