using System;
using System.Linq;
using System.Text;
using BpfGen.Errors;
using BpfGen.Interop;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>What messages call things.</summary>
public class NameTests
{
    [Fact]
    public void Every_kind_of_map_program_and_hook_has_its_name()
    {
        Assert.Equal(Enum.GetNames<MapType>(), Enum.GetValues<MapType>().Select(KindNames.Of));
        Assert.Equal(Enum.GetNames<ProgramType>(), Enum.GetValues<ProgramType>().Select(KindNames.Of));
        Assert.Equal(Enum.GetNames<AttachType>(), Enum.GetValues<AttachType>().Select(KindNames.Of));
    }

    [Fact]
    public void A_kind_that_is_not_known_has_its_number() => Assert.Equal("4711", KindNames.Of((MapType)4711));

    [Theory]
    [InlineData("6.18.5", "6.18.5")]
    [InlineData("6.1.0-44-amd64", "6.1.0")]
    [InlineData("7.3-rc1", "7.3.0")]
    [InlineData("5.10.0", "5.10.0")]
    [InlineData("5.4.99999999999", "5.4.32767")]
    [InlineData("", "0.0.0")]
    public void The_version_of_a_kernel_is_the_beginning_of_its_release(string release, string version) =>
        Assert.Equal(Version.Parse(version), RunningKernel.Parse(Encoding.ASCII.GetBytes(release)));

    [Fact]
    public void The_running_kernel_has_the_version_that_the_system_says() =>
        Assert.Equal(Environment.OSVersion.Version.ToString(3), RunningKernel.Version.ToString(3));
}
