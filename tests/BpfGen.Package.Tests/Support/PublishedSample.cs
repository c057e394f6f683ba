namespace BpfGen.Package.Tests.Support;

/// <summary>The sample.</summary>
public sealed class PublishedSample() : PublishedProgram("sample-app", "sample-app");
