using System;
using System.Diagnostics;
using System.IO;
using BpfGen.Generator.Tests.Support;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>The committed objects match their sources.</summary>
public sealed class RebuildTests
{
    private const int CompilerIsMissing = 3;

    [Theory]
    [InlineData("clang")]
    [InlineData("zig")]
    public void Rebuilding_the_probes_produces_the_committed_object_files(string compiler)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The build script of the probes requires Linux.");
        var folder = Directory.CreateTempSubdirectory("bpfgen-probes-").FullName;
        try
        {
            var (exitCode, output) = Rebuild(compiler, folder);
            Assert.SkipWhen(exitCode == CompilerIsMissing, output.Trim());
            Assert.True(exitCode == 0, output);

            var objects = Directory.GetFiles(folder, "*.o", SearchOption.AllDirectories);
            Assert.NotEmpty(objects);
            Assert.All(objects, path => Assert.Equal(
                File.ReadAllBytes(Path.Combine(Repository.Probes, Path.GetRelativePath(folder, path))), File.ReadAllBytes(path)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Every_committed_object_has_its_source_in_the_same_folder()
    {
        var objects = Directory.GetFiles(Repository.Probes, "*.o", SearchOption.AllDirectories);

        Assert.All(objects, path => Assert.Contains(Sources(path), File.Exists));

        static string[] Sources(string path)
        {
            var name = Path.GetFileNameWithoutExtension(path).Replace(".eb", "").Replace("-debug", "");
            name = name.Replace(".x86", "").Replace(".arm64", "");
            var folder = Path.GetDirectoryName(path)!;
            return [Path.Combine(folder, name + ".bpf.c"), Path.Combine(folder, name.Replace("-zig", "") + ".zig")];
        }
    }

    private static (int ExitCode, string Output) Rebuild(string compiler, string folder)
    {
        var start = new ProcessStartInfo("bash", [Path.Combine(Repository.Probes, "build.sh"), "--only", compiler, "--out", folder])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output.GetAwaiter().GetResult() + error);
    }
}
