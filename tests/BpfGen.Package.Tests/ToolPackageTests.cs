using System.IO;
using System.Threading.Tasks;
using BpfGen.Package.Tests.Support;
using Xunit;

namespace BpfGen.Package.Tests;

/// <summary>Tests of the tool after installation from a package feed, as users install it.</summary>
public sealed class ToolPackageTests(PackedPackage package) : IClassFixture<PackedPackage>
{
    [Fact]
    public async Task The_installed_tool_runs_each_command()
    {
        var folder = Path.Combine(package.Folder, "tools");
        (await Dotnet.Run(
            package.Folder,
            "tool", "install", "BpfGen.Tool", "--version", package.Version, "--tool-path", folder, "--source", package.Feed))
            .ShouldSucceed();
        var tool = Path.Combine(folder, "bpfgen");
        var probes = Path.Combine(PackedPackage.Repository, "probes");

        Assert.Contains("events", (await Run("inspect", "probe.o")).ShouldSucceed().Output);
        Assert.Contains("\"license\"", (await Run("inspect", "--json", "probe.o")).ShouldSucceed().Output);
        Assert.Contains("map[events]", (await Run("disassemble", "probe.o")).ShouldSucceed().Output);
        Assert.Contains("struct figure {", (await Run("vmlinux", "core/kernel-same.o")).ShouldSucceed().Output);
        Assert.Contains("0 errors", (await Run("check", "probe.o")).ShouldSucceed().Output);
        var minimal = Path.Combine(package.Folder, "minimal.btf");
        (await Run("min-btf", "core/figures.o", "--kernel-btf", "core/kernel-same.o", "-o", minimal)).ShouldSucceed();
        Assert.True(new FileInfo(minimal).Length > 100);
        Assert.Contains("BPFGEN002", (await Run("inspect", "README.md")).ShouldFail().Error);

        Task<ProcessResult> Run(params string[] arguments) => Dotnet.Start(tool, probes, arguments);
    }
}
