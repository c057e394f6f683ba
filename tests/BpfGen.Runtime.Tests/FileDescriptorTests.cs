using BpfGen.Interop;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>What messages say about a file descriptor.</summary>
public sealed class FileDescriptorTests
{
    [Fact]
    public void The_last_description_of_a_descriptor_counts()
    {
        using var descriptor = new FileDescriptor(-1);
        Assert.Null(descriptor.Subject);

        descriptor.Describe("map", "events");
        Assert.Equal("map 'events'", descriptor.Subject);

        descriptor.Subject = "the link of program 'count'";
        Assert.Equal("the link of program 'count'", descriptor.Subject);

        descriptor.Describe("program", "count");
        Assert.Equal("program 'count'", descriptor.Subject);
    }
}
