using System;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Threading.Tasks;
using Xunit;

namespace BpfGen.Package.Tests.Support;

/// <summary>The package, packed once for all tests of a class into a folder that serves as a feed.</summary>
public sealed class PackedPackage : IAsyncLifetime
{
    public static string Repository { get; } = typeof(PackedPackage).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .First(attribute => attribute.Key == "RepositoryRoot").Value!;

    /// <summary>A folder that is deleted after the tests.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("bpfgen-package-").FullName;

    public string Feed => Path.Combine(Folder, "feed");

    /// <summary>A unique version of the package, so that NuGet cannot use a package that was restored earlier.</summary>
    public string Version { get; } = $"0.0.0-test{DateTime.UtcNow.Ticks}";

    public string PackageFile => Path.Combine(Feed, $"BpfGen.{Version}.nupkg");

    public async ValueTask InitializeAsync()
    {
        // Packs a clean copy with the command of the README, so that no output of an earlier build is used.
        var clone = Path.Combine(Folder, "clone");
        CopySources(Repository, clone);
        (await Dotnet.Run(
            clone, "pack", "BpfGen.sln", "-o", Feed, $"-p:Version={Version}", "-p:UseSharedCompilation=false")).ShouldSucceed();
    }

    private static void CopySources(string from, string to)
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

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
