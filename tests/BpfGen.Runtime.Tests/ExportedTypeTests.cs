using System;
using System.Collections.Generic;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>
/// The C# struct for a struct that the object exports by an unused pointer to it, and the C# constants for the object's constants.
/// </summary>
[Collection(KernelTests.Name)]
public sealed class ExportedTypeTests
{
    [Fact]
    public void The_only_buffer_of_an_object_has_the_exported_struct_as_its_record_type()
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
    public void Generated_constants_have_the_values_in_the_object() =>
        Assert.Equal(
            (4u, 16u, uint.MaxValue),
            (Exported.Constants.MaxNames, Exported.Constants.NameLength, Exported.Constants.LargeNumber));
}
