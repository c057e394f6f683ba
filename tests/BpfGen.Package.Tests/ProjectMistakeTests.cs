using System;
using System.IO;
using System.Threading.Tasks;
using BpfGen.Package.Tests.Support;
using Xunit;

namespace BpfGen.Package.Tests;

/// <summary>Mistakes in project files, and changes of objects, in a new project that references the package.</summary>
public sealed class ProjectMistakeTests(PackedPackage package) : IClassFixture<PackedPackage>
{
    private const string UseProbe = "System.Console.WriteLine(typeof(Consumer.Probe));";
    private const string UseNothing = "System.Console.WriteLine();";

    [Fact]
    public async Task Misspelt_metadata_and_a_pattern_without_a_match_are_reported_at_their_line()
    {
        var build = (await new Consumer(
            package, "BpfRequireMap=\"events\" /><AdditionalFiles Include=\"none/*.o\"", UseProbe).Build()).ShouldFail();

        Assert.Matches(
            @"Consumer\.csproj\(\d+,\d+\): error BPFGEN037: BpfGen has no item metadata 'BpfRequireMap'.*'BpfRequireMaps'",
            build.Output);
        Assert.Matches(@"Consumer\.csproj\(\d+,\d+\): error BPFGEN038: Include='none/\*\.o' matches no file", build.Output);
    }

    [Fact]
    public async Task Every_character_of_metadata_reaches_the_generator()
    {
        var build = (await new Consumer(package, "BpfRequireMaps=\"a`b;c'd&quot;e,f#g%25h)i$(j)\"", UseProbe).Build()).ShouldFail();

        Assert.All(["'a`b'", "'c'd\"e'", "'f#g%h)i'"], name => Assert.Contains($"probe.o has no map {name}", build.Output));
    }

    [Theory]
    [InlineData("a`b")]
    [InlineData("`a`, \"b\" 'c'")]
    [InlineData("a%25;b#c[d]{e}\\f|g?h*i")]
    public async Task Every_character_of_a_license_reaches_the_generator(string license)
    {
        var escaped = license.Replace("%", "%25", StringComparison.Ordinal).Replace("\"", "&quot;", StringComparison.Ordinal);
        var build = (await new Consumer(package, $"BpfLicense=\"{escaped}\"", UseProbe).Build()).ShouldFail();

        Assert.Contains($"the object's license is '{license}'", build.Output);
    }

    [Fact]
    public async Task A_named_pipe_as_the_object_is_an_error_and_does_not_block_the_build()
    {
        var consumer = new Consumer(package, "", UseNothing);
        File.Delete(Path.Combine(consumer.Folder, "probe.o"));
        using var pipe = System.Diagnostics.Process.Start("mkfifo", [Path.Combine(consumer.Folder, "probe.o")]);
        await pipe.WaitForExitAsync(TestContext.Current.CancellationToken);

        var build = await consumer.Build().WaitAsync(TimeSpan.FromMinutes(5), TestContext.Current.CancellationToken);

        Assert.Contains("error BPFGEN002: This is not an ELF object file: it is empty, or not a regular file", build.ShouldFail().Output);
    }

    [Fact]
    public async Task A_changed_signing_key_with_an_older_time_stamp_is_read_again()
    {
        var (consumer, key) = await BuildSigned();

        File.WriteAllText(key, "no key");
        File.SetLastWriteTimeUtc(key, DateTime.UtcNow.AddYears(-1));

        Assert.Contains("error BPFGEN086", (await consumer.Build()).ShouldFail().Output);
    }

    [Fact]
    public async Task A_deleted_signing_key_is_noticed()
    {
        var (consumer, key) = await BuildSigned();

        File.Delete(key);

        Assert.Contains("error BPFGEN086", (await consumer.Build()).ShouldFail().Output);
    }

    [Fact]
    public async Task A_changed_object_with_an_older_time_stamp_is_read_again()
    {
        var consumer = new Consumer(package, "BpfRequireMaps=\"events\"", UseProbe);
        (await consumer.Build()).ShouldSucceed();
        var assembly = Path.Combine(consumer.Folder, "obj", "Debug", "net10.0", "Consumer.dll");
        var built = File.GetLastWriteTimeUtc(assembly);
        (await consumer.Build()).ShouldSucceed();
        Assert.Equal(built, File.GetLastWriteTimeUtc(assembly));

        var probe = Path.Combine(consumer.Folder, "probe.o");
        File.Copy(Path.Combine(PackedPackage.Repository, "probes", "counters.o"), probe, overwrite: true);
        File.SetLastWriteTimeUtc(probe, new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        Assert.Contains("error BPFGEN007", (await consumer.Build()).ShouldFail().Output);
    }

    [Fact]
    public async Task An_object_that_is_not_in_AdditionalFiles_is_reported()
    {
        var consumer = new Consumer(package, "", UseNothing);
        Edit(consumer, "<AdditionalFiles Include=\"probe.o\"  />", "");

        Assert.Contains("BPFGEN039: The project has the object 'probe.o', but no AdditionalFiles item", (await consumer.Build()).Output);
    }

    [Theory]
    [InlineData("12")]
    [InlineData("7.3")]
    public async Task An_older_language_version_causes_exactly_one_error(string version)
    {
        var build = (await Dotnet.Run(new Consumer(package, "", UseProbe).Folder, "build", $"-p:LangVersion={version}")).ShouldFail();

        Assert.Contains($"error BPFGEN061: BpfGen requires .NET 10 and C# 14, but the project has LangVersion {version}.", build.Output);
        Assert.Contains("1 Error(s)", build.Output);
    }

    [Fact]
    public async Task An_object_in_a_Visual_Basic_project_causes_an_error()
    {
        var consumer = new Consumer(package, "BpfRequireMaps=\"nope\"", UseNothing);
        File.Delete(Path.Combine(consumer.Folder, "Program.cs"));
        File.WriteAllText(Path.Combine(consumer.Folder, "Program.vb"), "Module Program\n    Sub Main()\n    End Sub\nEnd Module\n");
        File.Move(Path.Combine(consumer.Folder, "Consumer.csproj"), Path.Combine(consumer.Folder, "Consumer.vbproj"));

        var build = (await consumer.Build()).ShouldFail();

        Assert.Contains("error BPFGEN060: The project is not a C# project, so the requirements of probe.o are not checked", build.Output);
        Assert.Contains("1 Error(s)", build.Output);
    }

    private static void Edit(Consumer consumer, string old, string changed)
    {
        var file = Path.Combine(consumer.Folder, "Consumer.csproj");
        var text = File.ReadAllText(file);
        Assert.Contains(old, text);
        File.WriteAllText(file, text.Replace(old, changed));
    }

    /// <summary>Builds a project with a signed object.</summary>
    /// <returns>The project, and the path of its key.</returns>
    private async Task<(Consumer Project, string Key)> BuildSigned()
    {
        var consumer = new Consumer(package, "BpfSign=\"signing.pem\"", "System.Console.WriteLine(typeof(Consumer.Probe));");
        var key = Path.Combine(consumer.Folder, "signing.pem");
        File.Copy(Path.Combine(PackedPackage.Repository, "probes", "signing", "test-key.pem"), key);
        (await consumer.Build()).ShouldSucceed();
        return (consumer, key);
    }
}
