using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using System.Threading.Tasks;
using System.Xml.Linq;
using BpfGen.Package.Tests.Support;
using BpfGen.Tests;
using Xunit;

namespace BpfGen.Package.Tests;

/// <summary>
/// The packages have the metadata that a feed shows and that users check: license, description, icon, source repository and debug
/// information.
/// </summary>
public sealed class PackageMetadataTests(PackedPackage package) : IClassFixture<PackedPackage>
{
    public static TheoryData<string> Ids => ["BpfGen", "BpfGen.Templates", "BpfGen.Tool"];

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_package_states_its_license_and_describes_itself(string id)
    {
        using var file = Open(package.Feed, id);
        var metadata = Nuspec(file);

        Assert.Equal("MIT", metadata["license"].Value);
        Assert.Equal("expression", metadata["license"].Attribute("type")!.Value);
        Assert.Equal("Copyright (c) The BpfGen authors", metadata["copyright"].Value);
        Assert.Equal("The BpfGen authors", metadata["authors"].Value);
        Assert.Equal("icon.png", metadata["icon"].Value);
        Assert.Equal("README.md", metadata["readme"].Value);
        Assert.InRange(metadata["description"].Value.Length, 40, 200);
        Assert.Contains("ebpf", metadata["tags"].Value.Split(' '));
        Assert.Equal(File.ReadAllText(InRepository("LICENSE")), Text(file, "LICENSE"));
        Assert.StartsWith("# ", Text(file, "README.md"), StringComparison.Ordinal);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], Bytes(file, "icon.png")[..4]);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_release_notes_of_a_package_are_the_newest_section_of_the_changelog(string id)
    {
        using var file = Open(package.Feed, id);
        var notes = Nuspec(file)["releaseNotes"].Value;

        var changelog = File.ReadAllText(InRepository("CHANGELOG.md"));
        var newest = changelog[changelog.IndexOf("\n## ", StringComparison.Ordinal)..].TrimStart('\n').Split("\n## ")[0];
        Assert.Equal(newest[newest.IndexOf('\n', StringComparison.Ordinal)..].Trim(), notes);
        Assert.InRange(notes.Length, 100, 35_000); // nuget.org accepts at most 35,000 characters.
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_package_contains_no_folder_name_of_the_machine_that_packed_it(string id)
    {
        using var file = Open(package.Feed, id);

        Assert.All(file.Entries, entry =>
        {
            var bytes = Bytes(file, entry.FullName);
            Assert.Equal(-1, bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(package.Folder)));
            Assert.Equal(-1, bytes.AsSpan().IndexOf(Encoding.Unicode.GetBytes(package.Folder)));
        });
    }

    [Theory]
    [InlineData("BpfGen", "lib/net10.0/BpfGen.Runtime.dll", "/_/runtime/Loading/Object/ObjectLoader.cs")]
    [InlineData("BpfGen", "analyzers/dotnet/cs/BpfGen.Generator.dll", "/_/generator/BpfObjectGenerator.cs")]
    [InlineData("BpfGen", "tasks/netstandard2.0/BpfGen.Build.dll", "/_/build/CompileBpf.cs")]
    [InlineData("BpfGen.Tool", "tools/net10.0/any/bpfgen.dll", "/_/tool/Program.cs")]
    [InlineData("BpfGen.Tool", "tools/net10.0/any/BpfGen.Generator.dll", "/_/common/Btf/BtfKind.cs")]
    public void Debug_information_is_in_the_assembly_and_its_paths_begin_with_the_repository(string id, string assembly, string source)
    {
        using var file = Open(package.Feed, id);
        using var image = new PEReader(new MemoryStream(Bytes(file, assembly)));
        var entry = Assert.Single(image.ReadDebugDirectory(), entry => entry.Type == DebugDirectoryEntryType.EmbeddedPortablePdb);
        using var symbols = image.ReadEmbeddedPortablePdbDebugDirectoryData(entry);
        var reader = symbols.GetMetadataReader();

        var paths = reader.Documents.Select(document => reader.GetString(reader.GetDocument(document).Name)).ToList();

        Assert.Contains(source, paths);
        Assert.All(paths, path => Assert.StartsWith("/_/", path, StringComparison.Ordinal));
        Assert.Contains(image.ReadDebugDirectory(), entry => entry.Type == DebugDirectoryEntryType.Reproducible);
    }

    [Fact]
    public void A_package_from_a_source_copy_without_Git_names_no_repository()
    {
        using var file = Open(package.Feed, "BpfGen");
        var metadata = Nuspec(file);

        Assert.DoesNotContain("projectUrl", metadata.Keys);
        Assert.Null(metadata.GetValueOrDefault("repository")?.Attribute("url"));
        Assert.Equal(File.ReadAllText(InRepository("README.md")), Text(file, "README.md"));
    }

    [Fact]
    public async Task The_property_RepositoryUrl_makes_the_links_of_the_readme_absolute()
    {
        var feed = Path.Combine(package.Folder, "with-repository");
        (await Dotnet.Run(
            package.Clone,
            "pack", "tool", "--no-build", "-c", "Release", "-o", feed, $"-p:Version={package.Version}",
            "-p:RepositoryUrl=https://git.example/acme/probes.git", "-p:RepositoryCommit=0123abc", "-p:SourceRevisionId=0123abc"))
            .ShouldSucceed();

        using var file = Open(feed, "BpfGen.Tool");
        var metadata = Nuspec(file);

        Assert.Equal("https://git.example/acme/probes", metadata["projectUrl"].Value);
        Assert.Equal("git", metadata["repository"].Attribute("type")!.Value);
        Assert.Equal("https://git.example/acme/probes", metadata["repository"].Attribute("url")!.Value);
        Assert.Equal("0123abc", metadata["repository"].Attribute("commit")!.Value);
        Assert.Contains("](https://git.example/acme/probes/blob/0123abc/docs/", Text(file, "README.md"));
        Assert.DoesNotContain("](diagnostics/", Text(file, "README.md"));
    }

    [Fact]
    [Trait(Speed.Trait, Speed.Slow)]
    public async Task Packing_in_two_folders_produces_the_same_package()
    {
        var folder = Path.Combine(package.Folder, "a-folder-with-another-name");
        PackedPackage.CopySources(PackedPackage.Repository, folder);
        var feed = Path.Combine(folder, "feed");
        (await Dotnet.Run(
            folder,
            "pack", "runtime", "-o", feed, $"-p:Version={package.Version}",
            Dotnet.WithoutAnalyzers)).ShouldSucceed();

        using var one = Open(package.Feed, "BpfGen");
        using var two = Open(feed, "BpfGen");

        Assert.Equal(one.Entries.Select(Describe), two.Entries.Select(Describe));
        Assert.All(one.Entries, entry => Assert.True(
            Bytes(one, entry.FullName).AsSpan().SequenceEqual(Bytes(two, entry.FullName)), $"{entry.FullName} differs."));

        static (string, DateTimeOffset) Describe(ZipArchiveEntry entry) => (entry.FullName, entry.LastWriteTime);
    }

    [Theory]
    [InlineData("build")]
    [InlineData("generator")]
    [InlineData("tool")]
    public async Task The_lock_file_of_a_project_names_the_packages_that_its_build_uses(string project) =>
        (await Dotnet.Run(package.Clone, "restore", project, "--locked-mode")).ShouldSucceed();

    [Fact]
    public async Task A_project_that_also_supports_other_operating_systems_gets_warnings_at_calls_of_the_runtime()
    {
        const string Program = """
            using var socket = BpfGen.PacketSocket.Open("lo");
            """;
        const string Guarded = """
            if (System.OperatingSystem.IsLinux())
            {
                using var socket = BpfGen.PacketSocket.Open("lo");
            }
            """;
        string[] build = ["build", "-p:BpfLinuxOnly=false", "-p:RunAnalyzers=true"];

        (await Dotnet.Run(new Consumer(package, "", Program).Folder, "build", "-p:RunAnalyzers=true")).ShouldSucceed();
        (await Dotnet.Run(new Consumer(package, "", Guarded).Folder, build)).ShouldSucceed();
        var warned = (await Dotnet.Run(new Consumer(package, "", Program).Folder, build)).ShouldFail();

        Assert.Contains("Program.cs(1,20): error CA1416", warned.Output);
    }

    private static string InRepository(string path) => Path.Combine(PackedPackage.Repository, path);

    private ZipArchive Open(string feed, string id) => ZipFile.OpenRead(Path.Combine(feed, $"{id}.{package.Version}.nupkg"));

    private static Dictionary<string, XElement> Nuspec(ZipArchive file)
    {
        var nuspec = Assert.Single(file.Entries, entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal));
        return XDocument.Parse(Encoding.UTF8.GetString(Bytes(file, nuspec.FullName)).TrimStart('\ufeff'))
            .Root!.Elements().Single().Elements().ToDictionary(element => element.Name.LocalName);
    }

    private static string Text(ZipArchive file, string path) => Encoding.UTF8.GetString(Bytes(file, path));

    private static byte[] Bytes(ZipArchive file, string path)
    {
        using var stream = file.GetEntry(path)!.Open();
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }
}
