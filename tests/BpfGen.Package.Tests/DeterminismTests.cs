using System;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Threading.Tasks;
using BpfGen.Package.Tests.Support;
using BpfGen.Tests;
using Xunit;

namespace BpfGen.Package.Tests;

/// <summary>
/// Building the same source twice gives the same assemblies, so that a user can check from which source a package was built. A source
/// generator that writes its files in random order would break this.
/// </summary>
public sealed class DeterminismTests
{
    [Theory]
    [Trait(Speed.Trait, Speed.Slow)]
    [InlineData("generator", "BpfGen.Generator.dll")]
    [InlineData("build", "BpfGen.Build.dll")]
    public async Task Building_an_assembly_in_two_folders_produces_the_same_bytes(string project, string assembly)
    {
        var first = await Build(project, assembly);
        var second = await Build(project, assembly);

        Assert.Equal(first, second);
    }

    /// <summary>Builds a copy of the source in a new folder. The build replaces the folder's path in its output, as in CI.</summary>
    private static async Task<string> Build(string project, string assembly)
    {
        var folder = Directory.CreateTempSubdirectory("bpfgen-determinism-").FullName;
        try
        {
            foreach (var part in new[] { project, "common", "polyfills" })
            {
                Copy(Path.Combine(PackedPackage.Repository, part), Path.Combine(folder, part));
            }

            foreach (var file in Directory.EnumerateFiles(PackedPackage.Repository)
                .Where(file => Path.GetFileName(file) is "global.json" or ".editorconfig" || Path.GetExtension(file) == ".props"))
            {
                File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
            }

            var output = Path.Combine(folder, "out");
            (await Dotnet.Run(
                folder, "build", project, "-o", output, Dotnet.WithoutAnalyzers, $"-p:PathMap={folder}=/_/", "-v", "q")).ShouldSucceed();
            return Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(
                Path.Combine(output, assembly), TestContext.Current.CancellationToken)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(from, file).Split('/').Any(part => part is "bin" or "obj")))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
