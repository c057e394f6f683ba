using BpfGen.Maps;
using Xunit;

namespace BpfGen.Runtime.Tests;

public sealed class CpuCountTests
{
    [Theory]
    [InlineData("0", 1)]
    [InlineData("0-3\n", 4)]
    [InlineData("0-3,8", 9)]
    [InlineData("0-3,8-127", 128)]
    public void The_kernels_list_counts_to_its_highest_number(string list, int expected) => Assert.Equal(expected, CpuCount.Parse(list));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("none")]
    public void What_is_no_list_counts_nothing(string? list) => Assert.Null(CpuCount.Parse(list));
}
