using System;
using System.Collections.Generic;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>A struct that the object exports with an unused pointer, and constants.</summary>
[Collection(KernelTests.Name)]
public sealed class ExportedTypeTests
{
    [Fact]
    public void The_records_of_the_only_buffer_have_the_exported_type()
    {
        Kernel.Required();
        using var probe = Exported.Load();
        using var reader = probe.Events.OpenReader();
        var names = new List<string>();

        Packets.SendUntil(
            probe.Send,
            () => reader.Poll(TimeSpan.FromMilliseconds(50), (in Exported.Types.Event record) => names.Add(record.Name.ToString())) > 0,
            "a record");

        Assert.All(names, name => Assert.Equal("exported", name));
    }

    [Fact]
    public void Constants_have_the_values_of_the_object() =>
        Assert.Equal(
            (4u, 16u, uint.MaxValue),
            (Exported.Constants.MaxNames, Exported.Constants.NameLength, Exported.Constants.LargeNumber));
}
