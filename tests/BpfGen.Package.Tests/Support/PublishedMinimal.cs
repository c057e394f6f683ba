namespace BpfGen.Package.Tests.Support;

/// <summary>The smallest program with a probe, published as a native binary.</summary>
public sealed class PublishedMinimal() : PublishedProgram("tests/BpfGen.Benchmarks/Minimal", "minimal");
