using System;
using System.Linq;
using System.Text;
using BpfGen.Errors;
using BpfGen.Interop;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>How messages show map types, program types, attach types and kernel versions.</summary>
public class NameTests
{
    [Fact]
    public void Map_program_and_attach_types_have_the_names_of_their_enum_members()
    {
        Assert.Equal(Enum.GetNames<MapType>(), Enum.GetValues<MapType>().Select(KindNames.Of));
        Assert.Equal(Enum.GetNames<ProgramType>(), Enum.GetValues<ProgramType>().Select(KindNames.Of));
        Assert.Equal(Enum.GetNames<AttachType>(), Enum.GetValues<AttachType>().Select(KindNames.Of));
    }

    [Fact]
    public void The_name_of_an_unknown_type_is_its_number() => Assert.Equal("4711", KindNames.Of((MapType)4711));

    [Theory]
    [InlineData("bpf_prog", "bpf_prog")]
    [InlineData("sixteen_letters_", "sixteen_letters")]
    [InlineData("a-b c", "a_b_c")]
    [InlineData("by_index.inner", "by_index.inner")]
    [InlineData("карта", "_____")]
    public void Kernel_names_have_at_most_15_characters_and_underscores_for_invalid_characters(string name, string expected) =>
        Assert.Equal(expected, KernelObjectName.Of(name).ToString());

    [Theory]
    [InlineData("probe.rodata", ".rodata", "probe.rodata")]
    [InlineData("large-data.rodata", ".rodata", "large_da.rodata")]
    [InlineData("large-data.bss", ".bss", "large_da.bss")]
    [InlineData("kernel_settings.kconfig", ".kconfig", "kernel_.kconfig")]
    [InlineData("probe.a_section_with_a_long_name", ".a_section_with_a_long_name", ".a_section_with")]
    [InlineData(".data.settings", null, ".data.settings")]
    [InlineData(".data.many_settings", null, ".data.many_sett")]
    public void The_kernels_name_of_a_map_of_global_variables_keeps_the_section_name(string name, string? section, string expected) =>
        Assert.Equal(expected, KernelObjectName.Of(name, section).ToString());

    [Theory]
    [InlineData("6.18.5", "6.18.5")]
    [InlineData("6.1.0-44-amd64", "6.1.0")]
    [InlineData("7.3-rc1", "7.3.0")]
    [InlineData("5.10.0", "5.10.0")]
    [InlineData("5.4.99999999999", "5.4.32767")]
    [InlineData("", "0.0.0")]
    public void The_kernel_version_is_the_beginning_of_its_release_name(string release, string version) =>
        Assert.Equal(Version.Parse(version), RunningKernel.Parse(Encoding.ASCII.GetBytes(release)));

    [Fact]
    public void The_version_of_the_running_kernel_matches_Environment_OSVersion() =>
        Assert.Equal(Environment.OSVersion.Version.ToString(3), RunningKernel.Version.ToString(3));
}
