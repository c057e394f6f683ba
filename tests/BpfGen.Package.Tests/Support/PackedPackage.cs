using System;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Threading.Tasks;
using Xunit;

namespace BpfGen.Package.Tests.Support;

/// <summary>The package, packed once for all tests into a folder that serves as its feed.</summary>
public sealed class PackedPackage : IAsyncLifetime
{
    public static string Repository { get; } = typeof(PackedPackage).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .First(attribute => attribute.Key == "RepositoryRoot").Value!;

    /// <summary>A folder that goes when the tests are over.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("bpfgen-package-").FullName;

    public string Feed => Path.Combine(Folder, "feed");

    /// <summary>The package's version, which no other package has: nothing that was restored before can stand in for it.</summary>
    public string Version { get; } = $"0.0.0-test{DateTime.UtcNow.Ticks}";

    public string PackageFile => Path.Combine(Feed, $"BpfGen.{Version}.nupkg");

    public async ValueTask InitializeAsync()
    {
        // From a clean copy, by the README's own command: nothing that an earlier build left behind may help.
        var clone = Path.Combine(Folder, "clone");
        CopySources(Repository, clone);
        (await Dotnet.Run(clone, "pack", "BpfGen.sln", "-o", Feed, $"-p:Version={Version}", "-p:UseSharedCompilation=false")).ShouldSucceed();
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
