using System;
using System.Diagnostics;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Reflection;
using System.Text;
using System.Threading.Tasks;
using System.Xml.Linq;
using BpfGen.Package.Tests.Support;
using BpfGen.Tests;
using Xunit;

namespace BpfGen.Package.Tests;

/// <summary>
/// The version of packages and assemblies is that of the newest Git tag. Each test packs a project and the project that it references, in
/// a repository of its own.
/// </summary>
[Trait(Speed.Trait, Speed.Slow)]
public sealed class VersionTests : IDisposable
{
    private const string Project = "BpfGen.Testing.Kernels.Xunit";

    private readonly string _folder = Directory.CreateTempSubdirectory("bpfgen-version-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("v1.2.3", 0, "1.2.3")]
    [InlineData("v1.2.3", 2, "1.2.4-alpha.0.2")]
    [InlineData("v2.0.0-rc.1", 0, "2.0.0-rc.1")]
    [InlineData("1.2.3", 2, "0.1.0-alpha.0.2")]
    [InlineData(null, 2, "0.1.0-alpha.0.2")]
    public async Task The_version_is_the_newest_tag_and_the_number_of_commits_after_it(string? tag, int commits, string expected)
    {
        await Repository(tag, commits);

        await ShouldPack(_folder, expected);
    }

    [Fact]
    public async Task A_shallow_clone_without_its_tag_has_a_prerelease_version()
    {
        await Repository("v1.2.3", 2);
        var clone = Path.Combine(_folder, "shallow");
        (await Dotnet.Start("git", _folder, "clone", "--quiet", "--depth", "1", "file://" + _folder, clone)).ShouldSucceed();

        await ShouldPack(clone, "0.1.0-alpha.0");
    }

    [Fact]
    public async Task A_source_archive_has_a_prerelease_version()
    {
        CopySources();

        await ShouldPack(_folder, "0.1.0-alpha.0");
    }

    [Fact]
    public async Task A_repository_that_Git_does_not_read_is_built_but_not_packed_without_a_version()
    {
        CopySources();
        Directory.CreateDirectory(Path.Combine(_folder, ".git"));

        (await Dotnet.Run(_folder, [.. Arguments("build"), "-c", "Release"])).ShouldSucceed();
        var pack = await Dotnet.Run(_folder, [.. Arguments("pack"), "--no-build", "-o", "feed"]);
        pack.ShouldFail();
        Assert.Contains(
            $"error : The version of the package is unknown, because Git does not read the repository {_folder}/.", pack.Output);
        Assert.Contains("Git says: fatal: not a git repository", pack.Output);

        await ShouldPack(_folder, "1.2.3", "-p:Version=1.2.3");
    }

    [Fact]
    public async Task A_pack_of_the_solution_leaves_the_agent_out_without_a_warning() => (await Dotnet.Run(
        PackedPackage.Repository, "pack", Path.Combine("samples", "agent"), "--no-restore", "--no-build", "-warnaserror")).ShouldSucceed();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_property_Version_comes_before_tags(bool hasGit)
    {
        if (hasGit)
        {
            await Repository("v1.2.3", 1);
        }
        else
        {
            CopySources();
        }

        await ShouldPack(_folder, "3.4.5-beta.6", "-p:Version=3.4.5-beta.6");
    }

    /// <summary>Packs the project. Warnings are errors.</summary>
    private static async Task ShouldPack(string folder, string version, params string[] options)
    {
        var feed = Path.Combine(folder, "feed");
        (await Dotnet.Run(folder, [.. Arguments("pack"), "-o", feed, .. options])).ShouldSucceed();

        using var package = ZipFile.OpenRead(Path.Combine(feed, $"{Project}.{version}.nupkg"));
        using var text = new StreamReader(package.GetEntry(Project + ".nuspec")!.Open(), Encoding.UTF8);
        var dependencies = XDocument.Parse(await text.ReadToEndAsync(TestContext.Current.CancellationToken)).Descendants()
            .Where(element => element.Name.LocalName == "dependency")
            .ToDictionary(element => element.Attribute("id")!.Value, element => element.Attribute("version")!.Value);
        Assert.Equal(version, dependencies["BpfGen.Testing.Kernels"]);
        Assert.DoesNotContain("MinVer", dependencies.Keys);

        var output = Path.Combine(folder, "extensions", Project, "bin", "Release", "net10.0");
        foreach (var assembly in (string[])[Project, "BpfGen.Testing.Kernels"])
        {
            var file = Path.Combine(output, assembly + ".dll");
            Assert.Equal(version, FileVersionInfo.GetVersionInfo(file).ProductVersion!.Split('+')[0]);
            Assert.Equal(version.Split('.')[0] + ".0.0.0", AssemblyName.GetAssemblyName(file).Version!.ToString());
        }
    }

    private static string[] Arguments(string command) =>
        [command, Path.Combine("extensions", Project), "-warnaserror", Dotnet.WithoutAnalyzers];

    /// <summary>Makes a repository with a first commit, which can have a tag, and more commits.</summary>
    private async Task Repository(string? tag, int commits)
    {
        CopySources();
        await Git("init", "--quiet");
        await Git("add", ".");
        await Git("commit", "--quiet", "-m", "Begin");
        if (tag is not null)
        {
            await Git("tag", tag);
        }

        for (var i = 0; i < commits; i++)
        {
            await Git("commit", "--quiet", "--allow-empty", "-m", "Continue");
        }
    }

    private async Task Git(params string[] arguments) =>
        (await Dotnet.Start("git", _folder, ["-c", "user.name=Test", "-c", "user.email=test@example.com", .. arguments])).ShouldSucceed();

    private void CopySources()
    {
        var root = PackedPackage.Repository;
        PackedPackage.CopySources(Path.Combine(root, "extensions"), Path.Combine(_folder, "extensions"));
        PackedPackage.CopySources(Path.Combine(root, "docs", "images"), Path.Combine(_folder, "docs", "images"));
        foreach (var file in Directory.EnumerateFiles(root).Append(Path.Combine(root, "docs", "testing.md")))
        {
            File.Copy(file, Path.Combine(_folder, Path.GetRelativePath(root, file)));
        }
    }
}
