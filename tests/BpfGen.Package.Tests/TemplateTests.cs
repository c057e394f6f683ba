using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Text;
using System.Threading.Tasks;
using BpfGen.Package.Tests.Support;
using Xunit;

namespace BpfGen.Package.Tests;

/// <summary>The templates of <c>dotnet new</c>, installed from the packed package.</summary>
public sealed class TemplateTests(PackedPackage package) : IClassFixture<PackedPackage>
{
    [Fact]
    public async Task The_template_bpfgen_builds_without_a_warning_and_shows_programs_that_are_executed()
    {
        var project = await Create("bpfgen", "hello");
        await Build(project);

        Tracing.Required();
        var (program, output, error) = await RunWithAProgram(project, "hello");

        Assert.Contains($" {program}\n", output, StringComparison.Ordinal);
        Assert.Empty(error);
    }

    [Fact]
    public async Task The_template_bpfgen_worker_builds_without_a_warning_and_logs_programs_that_are_executed()
    {
        var project = await Create("bpfgen-worker", "monitor");
        await Build(project);

        Tracing.Required();
        var (program, output, error) = await RunWithAProgram(project, "monitor");

        Assert.Contains($" executed {program}\n", output, StringComparison.Ordinal);
        Assert.Contains("Detached Execs: ", output, StringComparison.Ordinal);
        Assert.Empty(error);
    }

    [Fact]
    public async Task The_template_bpfgen_tests_builds_without_a_warning_and_its_tests_pass()
    {
        var project = await Create("bpfgen-tests", "checks");
        await Build(project);

        var (_, output, _) = (await Dotnet.Start("dotnet", project, "bin/Debug/net10.0/checks.dll", "-noColor")).ShouldSucceed();

        Assert.Contains($"Total: 6, Errors: 0, Failed: 0, Skipped: {(Environment.IsPrivilegedProcess ? 0 : 4)}", output);

        // The file global.json of the template selects the test platform, without which this command fails.
        Assert.Contains("total: 6", (await Dotnet.Run(project, "test", "--no-build", "--no-ansi")).ShouldSucceed().Output);
    }

    [Fact]
    public async Task The_snapshot_of_the_template_bpfgen_tests_shows_a_change_of_the_probe_until_it_is_approved()
    {
        var project = await Create("bpfgen-tests", "snapshots");
        string[] test = ["bin/Debug/net10.0/snapshots.dll", "-noColor", "-class", "*.SnapshotTests"];
        await Build(project);
        (await Dotnet.Start("dotnet", project, test)).ShouldSucceed();

        // Another body of the program is no change for the code that uses the class; another variable is.
        var probe = Path.Combine(project, "probes", "filter.bpf.c");
        var code = await File.ReadAllTextAsync(probe, TestContext.Current.CancellationToken);
        await Change("__sync_fetch_and_add(&dropped, 1);", "__sync_fetch_and_add(&dropped, 2);");
        (await Dotnet.Start("dotnet", project, test)).ShouldSucceed();

        await Change("__u64 dropped;", "__u64 dropped, passed;");
        var failed = (await Dotnet.Start("dotnet", project, test)).ShouldFail();
        Assert.Contains("+ public ulong Passed;", failed.Output, StringComparison.Ordinal);
        Assert.Contains("+ section .bss: passed at 8: ulong", failed.Output, StringComparison.Ordinal);
        Assert.Contains("To approve the new state: APPROVE_SNAPSHOTS=1 dotnet test", failed.Output, StringComparison.Ordinal);

        (await Dotnet.Start("env", project, ["APPROVE_SNAPSHOTS=1", "dotnet", .. test])).ShouldSucceed();
        (await Dotnet.Start("dotnet", project, test)).ShouldSucceed();
        Assert.Contains(
            "public ulong Passed;",
            await File.ReadAllTextAsync(Path.Combine(project, "Filter.approved.txt"), TestContext.Current.CancellationToken),
            StringComparison.Ordinal);

        async Task Change(string old, string replacement)
        {
            await File.WriteAllTextAsync(
                probe, code.Replace(old, replacement, StringComparison.Ordinal), TestContext.Current.CancellationToken);
            await Build(project);
        }
    }

    /// <summary>Creates a project from a template.</summary>
    /// <returns>The folder of the project.</returns>
    private async Task<string> Create(string template, string name)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/clang-19") || File.Exists("/usr/bin/clang"), "Requires clang.");
        var folder = Directory.CreateDirectory(Path.Combine(package.Folder, "templates", name)).FullName;
        string[] hive = ["--debug:custom-hive", Path.Combine(folder, "hive")];
        await File.WriteAllTextAsync(Path.Combine(folder, "nuget.config"), $"""
            <configuration>
              <packageSources>
                <add key="feed" value="{package.Feed}" />
              </packageSources>
            </configuration>
            """, TestContext.Current.CancellationToken);
        var templates = Path.Combine(package.Feed, $"BpfGen.Templates.{package.Version}.nupkg");
        (await Dotnet.Run(folder, ["new", "install", templates, .. hive])).ShouldSucceed();
        (await Dotnet.Run(folder, ["new", template, "-o", name, .. hive])).ShouldSucceed();
        return Path.Combine(folder, name);
    }

    private async Task Build(string project) => (await Dotnet.Run(
        project, "build", "-warnaserror", $"-p:RestorePackagesPath={Path.Combine(package.Folder, "packages")}")).ShouldSucceed();

    /// <summary>Runs a built project while another program is executed, until the project has noticed it.</summary>
    /// <returns>The name of that program, and the output and the errors of the project.</returns>
    private static async Task<(string Program, string Output, string Error)> RunWithAProgram(string project, string name)
    {
        using var program = new CopiedProgram("true");

        // The signal ends the project as soon as it has seen the program. The time limit is for a project that does not.
        var start = new ProcessStartInfo("timeout", ["--signal=INT", "30", "dotnet", $"bin/Debug/net10.0/{name}.dll"])
        {
            WorkingDirectory = project,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = ReadUntil(process.StandardOutput, program.Name);
        await program.RunUntil(output);
        _ = await Dotnet.Start("kill", project, "-INT", process.Id.ToString(CultureInfo.InvariantCulture));
        var rest = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        return (program.Name, await output + rest, await error);
    }

    /// <summary>Reads lines until one has a text, or the output ends.</summary>
    private static async Task<string> ReadUntil(StreamReader reader, string text)
    {
        var lines = new StringBuilder();
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            lines.Append(line).Append('\n');
            if (line.Contains(text, StringComparison.Ordinal))
            {
                break;
            }
        }

        return lines.ToString();
    }
}
