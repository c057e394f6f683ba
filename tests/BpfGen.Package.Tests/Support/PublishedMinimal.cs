namespace BpfGen.Package.Tests.Support;

/// <summary>The smallest program around the probe.</summary>
public sealed class PublishedMinimal() : PublishedProgram("tests/BpfGen.Benchmarks/Minimal", "minimal");
