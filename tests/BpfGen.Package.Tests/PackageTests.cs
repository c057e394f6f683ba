using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Threading.Tasks;
using BpfGen.Package.Tests.Support;
using Xunit;

namespace BpfGen.Package.Tests;

/// <summary>Tests of the package in a new project that restores it from a feed, as users do.</summary>
public sealed class PackageTests(PackedPackage package) : IClassFixture<PackedPackage>
{
    [Fact]
    public void The_package_contains_the_runtime_the_generator_and_the_build_files()
    {
        using var file = ZipFile.OpenRead(package.PackageFile);

        var entries = file.Entries.Select(entry => entry.FullName).ToList();

        Assert.Contains("lib/net10.0/BpfGen.Runtime.dll", entries);
        Assert.Contains("lib/net10.0/BpfGen.Runtime.xml", entries);
        Assert.Contains("analyzers/dotnet/cs/BpfGen.Generator.dll", entries);
        Assert.Contains("analyzers/dotnet/cs/BpfGen.CodeFixes.dll", entries);
        Assert.Contains("build/BpfGen.props", entries);
        Assert.Contains("build/BpfGen.targets", entries);
        Assert.Contains("build/BpfGen.Compile.targets", entries);
        Assert.Contains("build/include/bpf/bpf_helpers.h", entries);
        Assert.Contains("tasks/netstandard2.0/BpfGen.Build.dll", entries);
        Assert.Contains("README.md", entries);
    }

    [Fact]
    public void The_solution_packs_the_library_its_extensions_the_templates_and_the_tool() => Assert.Equal(
        [
            package.PackageFile,
            Path.Combine(package.Feed, $"BpfGen.Extensions.Hosting.{package.Version}.nupkg"),
            Path.Combine(package.Feed, $"BpfGen.Templates.{package.Version}.nupkg"),
            Path.Combine(package.Feed, $"BpfGen.Testing.{package.Version}.nupkg"),
            Path.Combine(package.Feed, $"BpfGen.Testing.Kernels.{package.Version}.nupkg"),
            Path.Combine(package.Feed, $"BpfGen.Testing.Kernels.Xunit.{package.Version}.nupkg"),
            package.ToolFile,
        ],
        Directory.GetFiles(package.Feed).Order(System.StringComparer.Ordinal));

    [Fact]
    public async Task A_new_project_builds_without_warnings_and_receives_an_event()
    {
        var consumer = new Consumer(package, "BpfRequireSections=\"socket1\" BpfRequireMaps=\"events\"");
        (await consumer.Build()).ShouldSucceed();
        Assert.SkipUnless(System.Environment.IsPrivilegedProcess, "Requires root, or CAP_BPF, CAP_PERFMON and CAP_NET_RAW.");

        var run = (await consumer.Run()).ShouldSucceed();

        Assert.Matches(@"^cpu \d+: \d+ ns\s*$", run.Output);
    }

    [Theory]
    [InlineData("BpfRequireSections=\"socket2\"", "probe.o(1,1): error BPFGEN006: probe.o has no section 'socket2'")]
    [InlineData("BpfRequireMaps=\"stats\"", "probe.o(1,1): error BPFGEN007: probe.o has no map 'stats'")]
    [InlineData("BpfPrograms=\"bpf_prog: xdp; nobody: skip\"", "probe.o(1,1): error BPFGEN009: probe.o has no program 'nobody'")]
    [InlineData("BpfRequirePrograms=\"main\"", "probe.o(1,1): error BPFGEN009: probe.o has no program 'main'")]
    [InlineData(
        "BpfRequireRelocations=\"socket1:stats\"",
        "probe.o(1,1): error BPFGEN010: No program in section 'socket1' of probe.o refers to map 'stats'")]
    public async Task An_unmet_requirement_in_metadata_is_a_build_error_at_the_object(string metadata, string error)
    {
        var build = (await new Consumer(package, metadata).Build()).ShouldFail();

        Assert.Contains(error, build.Output);
    }

    [Fact]
    public async Task An_unmet_requirement_in_an_attribute_is_a_build_error_at_the_attribute()
    {
        var build = (await new Consumer(package, "", """
            using BpfGen;

            [BpfObject("probe.o")]
            [RequiresSection("socket2")]
            internal sealed partial class Mine;
            """).Build()).ShouldFail();

        Assert.Contains("Program.cs(4,2): error BPFGEN006: probe.o has no section 'socket2'", build.Output);
    }

    [Fact]
    public async Task Every_entry_of_a_metadata_list_reaches_the_generator()
    {
        // In the compiler's configuration format, the first ';' or '#' would end the value.
        var build = (await new Consumer(package, "BpfRequireMaps=\"events;one#two, three\"").Build()).ShouldFail();

        Assert.Contains("probe.o has no map 'one#two'", build.Output);
        Assert.Contains("probe.o has no map 'three'", build.Output);
        Assert.DoesNotContain("has no map 'events'", build.Output);
    }

    [Fact]
    public async Task Metadata_sets_the_section_of_a_program_and_renames_properties()
    {
        var consumer = new Consumer(package, "BpfPrograms=\"bpf_prog: xdp as OnPacket\" BpfMaps=\"events: as Records\"", """
            System.Func<Consumer.Probe, BpfGen.XdpProgram> program = probe => probe.OnPacket;
            System.Func<Consumer.Probe, object> map = probe => probe.Records;
            System.Console.WriteLine((program, map));
            """);

        (await consumer.Build()).ShouldSucceed();
    }

    [Fact]
    public async Task Requirements_are_checked_even_if_analyzers_are_disabled()
    {
        var consumer = new Consumer(package, "BpfRequireSections=\"socket2\"");

        var build = (await Dotnet.Run(consumer.Folder, "build", "-p:RunAnalyzers=false", "-p:NoWarn=BPFGEN006")).ShouldFail();

        Assert.Contains("error BPFGEN006", build.Output);
    }

    [Fact]
    public async Task A_changed_object_is_read_again()
    {
        var consumer = new Consumer(package, "BpfRequireMaps=\"events\"", "System.Console.WriteLine(typeof(Consumer.Probe));");
        (await consumer.Build()).ShouldSucceed();

        File.Copy(
            Path.Combine(PackedPackage.Repository, "probes", "counters.o"), Path.Combine(consumer.Folder, "probe.o"), overwrite: true);
        File.SetLastWriteTimeUtc(Path.Combine(consumer.Folder, "probe.o"), System.DateTime.UtcNow.AddSeconds(2));

        Assert.Contains("error BPFGEN007", (await consumer.Build()).ShouldFail().Output);
    }
}
