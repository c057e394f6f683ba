using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Threading;
using System.Threading.Tasks;
using BpfGen.Testing.Kernels;

namespace BpfGen.Kernel.Matrix;

/// <summary>The native binary with all cases. It is the same for all kernels of an architecture.</summary>
internal sealed class TestBinary : IDisposable
{
    private const string Name = "BpfGen.Kernel.Tests";
    private const int LinesOfLog = 30;

    /// <summary>The programs that link for arm64, and the Debian packages that contain them.</summary>
    private static readonly (string Tool, string Package)[] Linkers =
        [("clang-19", "clang-19"), ("ld.lld-19", "lld-19"), ("llvm-objcopy-19", "llvm-19")];

    private readonly string? _folder;

    private TestBinary(string path, string? folder)
    {
        Path = File.Exists(path) ? path : throw new KernelException($"{path} is missing");
        _folder = folder;
    }

    public string Path { get; }

    /// <summary>A binary that is already published.</summary>
    public static TestBinary Of(string path) => new(System.IO.Path.GetFullPath(path), folder: null);

    /// <summary>Checks that this machine has the programs that publish the binary.</summary>
    /// <exception cref="KernelException">A program is missing.</exception>
    public static void Require(KernelArchitecture architecture)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        var missing = Linkers
            .Where(_ => architecture == KernelArchitecture.Arm64)
            .Where(item => !folders.Any(folder => File.Exists(System.IO.Path.Combine(folder, item.Tool))))
            .ToList();
        if (missing.Count > 0)
        {
            throw new KernelException(
                $"{string.Join(", ", missing.Select(item => item.Tool))} missing: "
                + $"apt-get install {string.Join(' ', missing.Select(item => item.Package))}");
        }
    }

    /// <summary>Publishes the binary.</summary>
    /// <param name="architecture">The architecture.</param>
    /// <param name="types">The BTF files of kernels whose values the binary shall contain.</param>
    /// <param name="store">Where the C library of arm64 comes from.</param>
    /// <param name="cancel">Stops the publication.</param>
    /// <exception cref="KernelException">The publication failed.</exception>
    public static async Task<TestBinary> PublishAsync(
        KernelArchitecture architecture, IEnumerable<string> types, KernelStore store, CancellationToken cancel)
    {
        var root = typeof(TestBinary).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .First(item => item.Key == "RepositoryRoot").Value!;
        var project = System.IO.Path.Combine(root, "tests", Name, $"{Name}.csproj");
        var folder = Directory.CreateTempSubdirectory("bpfgen-matrix-").FullName;
        try
        {
            // The analyzers of code style take longer than the rest, and the build of the solution runs them. The quotes are for MSBuild,
            // which takes a semicolon as the end of a property.
            List<string> options =
            [
                "-r", architecture == KernelArchitecture.Arm64 ? "linux-arm64" : "linux-x64", "-p:RunAnalyzers=false",
                $"-p:EmbeddedKernels=\"{string.Join(';', types.Distinct().Order(StringComparer.Ordinal))}\"",
            ];
            if (architecture == KernelArchitecture.Arm64)
            {
                options.Add($"-p:SysRoot={await store.FindSysrootAsync(architecture, cancel)}");
                options.AddRange(["-p:CppCompilerAndLinker=clang-19", "-p:LinkerFlavor=lld", "-p:ObjCopyName=llvm-objcopy-19"]);
            }

            await RunAsync(
                "dotnet",
                ["publish", project, "-c", "Release", "-o", folder, "-v", "quiet", "-nologo", .. options],
                cancel);
            return new TestBinary(System.IO.Path.Combine(folder, Name), folder);
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    public void Dispose()
    {
        if (_folder is not null)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private static async Task RunAsync(string program, IEnumerable<string> arguments, CancellationToken cancel)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        try
        {
            var (output, error) = (process.StandardOutput.ReadToEndAsync(cancel), process.StandardError.ReadToEndAsync(cancel));
            await process.WaitForExitAsync(cancel);
            if (process.ExitCode != 0)
            {
                var lines = (await output + await error).TrimEnd().Split('\n').TakeLast(LinesOfLog);
                throw new KernelException($"publishing the test binary failed:\n{string.Join('\n', lines)}");
            }
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
