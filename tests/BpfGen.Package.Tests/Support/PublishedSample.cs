using Xunit;

namespace BpfGen.Package.Tests.Support;

/// <summary>The sample, published once for all tests that use it.</summary>
[CollectionDefinition(Name)]
public sealed class PublishedSample() : PublishedProgram("sample-app", "sample-app"), ICollectionFixture<PublishedSample>
{
    public const string Name = "published sample";
}
