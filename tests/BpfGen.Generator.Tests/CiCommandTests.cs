using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using BpfGen.Generator.Tests.Support;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>The commands <c>.ci/run</c> and <c>.ci/slow</c> together run everything, and nothing twice.</summary>
public sealed class CiCommandTests
{
    [Fact]
    public void The_slow_command_runs_exactly_the_tests_that_the_fast_command_leaves_out()
    {
        Assert.Contains("\ndotnet test --filter-not-trait $slow_trait ", Read(".ci/run"), StringComparison.Ordinal);
        Assert.Contains("\ndotnet test --filter-trait $slow_trait ", Read(".ci/slow"), StringComparison.Ordinal);

        var speed = Read("tests/Shared/Speed.cs");
        Assert.Contains($"\nslow_trait={Constant("Trait")}={Constant("Slow")}\n", Read(".ci/common.sh"), StringComparison.Ordinal);

        string Constant(string name) => Regex.Match(speed, $"{name} = \"(.*?)\"").Groups[1].Value;
    }

    [Fact]
    public void Each_kernel_runs_in_one_of_the_two_commands()
    {
        Assert.Contains("run_machines \"${fast_machines[@]}\"", Read(".ci/run"), StringComparison.Ordinal);
        Assert.Contains("run_machines \"${slow_machines[@]}\"", Read(".ci/slow"), StringComparison.Ordinal);

        var list = Regex.Match(Read("tests/BpfGen.Kernel.Matrix/MatrixCommand.cs"), @"DefaultKernels = \[(.*)\];").Groups[1].Value;
        var all = Regex.Matches(list, "\"(.*?)\"").Select(static match => match.Groups[1].Value);
        string[] machines = [.. Machines("fast"), .. Machines("slow")];

        Assert.Equal(all.Order(), machines.Where(static machine => machine.StartsWith("x64 ", StringComparison.Ordinal))
            .Select(static machine => machine[4..]).Order());
        Assert.Contains(machines, static machine => machine.StartsWith("arm64 ", StringComparison.Ordinal));
    }

    [Fact]
    public void The_page_for_contributors_lists_each_package_that_the_commands_install()
    {
        var page = Read("CONTRIBUTING.md");
        var packages = Regex.Matches(Read(".ci/common.sh"), @"(?:apt-get|npm) install((?: -\S+)*) ([^|\n]+?)(?: \|\| |\n)")
            .SelectMany(static match => match.Groups[2].Value.Split(' '))
            .Where(static name => name.Length > 0 && name[0] is not ('-' or '"'))
            .ToList();

        Assert.True(packages.Count > 15, string.Join(", ", packages));
        Assert.All(packages, name => Assert.Matches($@"install[^|`]* {Regex.Escape(name)}[ `]", page));
    }

    /// <summary>The machines of one command: the architecture and the suite.</summary>
    private static IEnumerable<string> Machines(string speed) =>
        Regex.Matches(Regex.Match(Read(".ci/common.sh"), $@"\n{speed}_machines=\((.*)\)").Groups[1].Value, "--arch (\\S+) ([^\"]+)")
            .SelectMany(static match => match.Groups[2].Value.Split(' '), static (match, suite) => $"{match.Groups[1].Value} {suite}");

    private static string Read(string path) => File.ReadAllText(Path.Combine(Repository.Root, path));
}
