namespace BpfGen.Generator.Diagnostics;

/// <summary>A problem and the place to show it at.</summary>
internal sealed record Finding(Problem Problem, SourcePlace Place);
