using System;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Threading.Tasks;
using BpfGen.Package.Tests.Support;
using Xunit;

[assembly: AssemblyFixture(typeof(PackedPackage.CleanUp))]

namespace BpfGen.Package.Tests.Support;

/// <summary>
/// The packages under test, in a folder that serves as a feed. The first test class that needs the packages packs them; all later tests of
/// the run use the same packages.
/// </summary>
public sealed class PackedPackage : IAsyncLifetime
{
    private static readonly string Root = Directory.CreateTempSubdirectory("bpfgen-package-").FullName;
    private static readonly string TestVersion = $"0.0.0-test{DateTime.UtcNow.Ticks}";
    private static readonly Lazy<Task> Packed = new(Pack);

    public static string Repository { get; } = typeof(PackedPackage).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .First(attribute => attribute.Key == "RepositoryRoot").Value!;

    /// <summary>A folder that all test classes share. It is deleted after the last test.</summary>
    public static string SharedFolder => Root;

    /// <inheritdoc cref="SharedFolder"/>
    public string Folder { get; } = Root;

    public string Feed => Path.Combine(Folder, "feed");

    /// <summary>A unique version of the package, so that NuGet cannot use a package that was restored earlier.</summary>
    public string Version { get; } = TestVersion;

    /// <summary>The clean copy of the repository that was packed.</summary>
    public string Clone => CloneOf(Folder);

    public string PackageFile => Path.Combine(Feed, $"BpfGen.{Version}.nupkg");

    public string ToolFile => Path.Combine(Feed, $"BpfGen.Tool.{Version}.nupkg");

    public async ValueTask InitializeAsync() => await Packed.Value;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static string CloneOf(string root) => Path.Combine(root, "clone");

    private static async Task Pack()
    {
        // Packs a clean copy with the command of the README, so that no output of an earlier build is used.
        var clone = CloneOf(Root);
        CopySources(Repository, clone);
        (await Dotnet.Run(
            clone,
            "pack", "BpfGen.sln", "-o", Path.Combine(Root, "feed"), $"-p:Version={TestVersion}", Dotnet.WithoutAnalyzers)).ShouldSucceed();
    }

    /// <summary>Copies a folder without its build output and without Git.</summary>
    public static void CopySources(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }

        foreach (var folder in Directory.GetDirectories(from).Where(folder => Path.GetFileName(folder) is not ("bin" or "obj" or ".git")))
        {
            CopySources(folder, Path.Combine(to, Path.GetFileName(folder)));
        }
    }

    /// <summary>Deletes the folder after the last test. At the exit of the process, xunit would not wait long enough.</summary>
    public sealed class CleanUp : IDisposable
    {
        public void Dispose() => Directory.Delete(Root, recursive: true);
    }
}
