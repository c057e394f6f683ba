using System;
using System.Diagnostics;
using System.Linq;
using Xunit;

namespace BpfGen.Build.Tests;

public sealed class CommandLineTests
{
    [Fact]
    public void CommandLine_Join_quotes_arguments_so_that_a_program_receives_them_unchanged()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Uses printf.");
        string[] arguments =
            ["plain", "", "two words", "a\"quote", "back\\slash", "back\\\\\"both", "ends with blank \\", "ä", "-DNAME=\"x y\""];
        var start = new ProcessStartInfo("printf", CommandLine.Join(["%s\\n", .. arguments])) { RedirectStandardOutput = true };

        using var process = Process.Start(start)!;

        Assert.Equal(arguments, process.StandardOutput.ReadToEnd().TrimEnd('\n').Split('\n'));
    }

    [Theory]
    [InlineData(null, "")]
    [InlineData("-O1  -Wextra", "-O1|-Wextra")]
    [InlineData("-DA=\"b c\";\n -DE", "-DA=b c|-DE")]
    [InlineData("\"\"", "")]
    public void CommandLine_Split_splits_options_at_blanks_outside_of_quotes(string? text, string expected) =>
        Assert.Equal(expected, string.Join("|", CommandLine.Split(text)));

    [Theory]
    [InlineData("probe.bpf.c", "probe")]
    [InlineData("probes/sub/probe.c", "probes/sub/probe")]
    [InlineData("probes\\probe.bpf.zig", "probes/probe")]
    [InlineData("../other/probe.zig", "up/other/probe")]
    [InlineData("./my.tool.bpf.c", "my.tool")]
    [InlineData("C:\\probes\\probe.bpf.c", "C/probes/probe")]
    public void The_path_of_an_object_has_the_folder_and_the_name_of_its_source(string source, string expected) =>
        Assert.Equal(expected, ObjectName.Of(source));

    [Fact]
    public void TargetArchitecture_Find_finds_every_architecture_by_each_of_its_names() => Assert.All(
        BpfGen.KernelFacts.TargetArchitecture.All.SelectMany(architecture => architecture.Folders
            .Append(architecture.Runtime).Append(architecture.Macro).Select(name => (architecture, name))),
        pair => Assert.Same(pair.architecture, BpfGen.KernelFacts.TargetArchitecture.Find(pair.name)));
}
