using Xunit;

namespace BpfGen.Package.Tests.Support;

/// <summary>The sample, for all tests that need no other.</summary>
[CollectionDefinition(Name)]
public sealed class PublishedSample() : PublishedProgram("sample-app", "sample-app"), ICollectionFixture<PublishedSample>
{
    public const string Name = "published sample";
}
