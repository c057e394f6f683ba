using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace BpfGen.Tool.Tests.Support;

/// <summary>Compiles C for eBPF, in a folder that is deleted afterwards.</summary>
internal sealed class Clang : IDisposable
{
    private static readonly string? Compiler = new[] { "clang-19", "clang" }.FirstOrDefault(IsOnPath);

    private readonly string _folder = Directory.CreateTempSubdirectory("bpfgen-clang-").FullName;

    public Clang() => Assert.SkipUnless(Compiler is not null, "Requires clang.");

    public string Path(string file) => System.IO.Path.Combine(_folder, file);

    public void Write(string file, string text) => File.WriteAllText(Path(file), text);

    /// <summary>Compiles <c>NAME.c</c> to <c>NAME.o</c>. Warnings are errors.</summary>
    /// <returns>The object file.</returns>
    public async Task<byte[]> Compile(string name, params string[] options)
    {
        using var process = Process.Start(new ProcessStartInfo(
            Compiler!, ["-target", "bpfel", "-O2", "-g", "-Wall", "-Werror", .. options, "-c", $"{name}.c", "-o", $"{name}.o"])
        {
            WorkingDirectory = _folder,
            RedirectStandardError = true,
        })!;
        var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, errors[..Math.Min(errors.Length, 4000)]);
        return await File.ReadAllBytesAsync(Path($"{name}.o"), TestContext.Current.CancellationToken);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static bool IsOnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Any(folder => File.Exists(System.IO.Path.Combine(folder, program)));
}
