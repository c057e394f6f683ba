namespace BpfGen.Package.Tests.Support;

/// <summary>The sample with tables that move.</summary>
public sealed class PublishedTables() : PublishedProgram("sample-app", "sample-app", "-p:LiveTables=true");
