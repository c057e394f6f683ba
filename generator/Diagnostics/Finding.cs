namespace BpfGen.Generator.Diagnostics;

/// <summary>A problem, and the place in a source file at which it is reported.</summary>
internal sealed record Finding(Problem Problem, SourcePlace Place);
