namespace BpfGen.Generator.Diagnostics;

/// <summary>A problem, and the source place that shows it.</summary>
internal sealed record Finding(Problem Problem, SourcePlace Place);
