using BpfGen.Maps;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>Parsing of the kernel's list of possible CPUs.</summary>
public sealed class CpuCountTests
{
    [Theory]
    [InlineData("0", 1)]
    [InlineData("0-3\n", 4)]
    [InlineData("0-3,8", 9)]
    [InlineData("0-3,8-127", 128)]
    public void The_CPU_count_is_the_highest_number_in_the_list_plus_one(string list, int expected) =>
        Assert.Equal(expected, CpuCount.Parse(list));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("none")]
    public void Parse_returns_null_for_text_that_is_no_CPU_list(string? list) => Assert.Null(CpuCount.Parse(list));
}
