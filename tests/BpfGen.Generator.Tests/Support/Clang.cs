using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using Xunit;

namespace BpfGen.Generator.Tests.Support;

/// <summary>Compiles sources with the clang that is installed on this machine.</summary>
internal static class Clang
{
    private static readonly string[] Names = ["clang-19", "clang"];

    private static readonly string? Program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(folder => Names.Select(name => Path.Combine(folder, name)))
        .OrderBy(path => Array.IndexOf(Names, Path.GetFileName(path)))
        .FirstOrDefault(File.Exists);

    /// <summary>Compiles a source to an object. The test fails if the compiler reports an error or a warning.</summary>
    public static byte[] Compile(string source, params string[] options)
    {
        Assert.SkipWhen(Program is null, "Requires clang.");
        var target = Path.GetTempFileName();
        try
        {
            var start = new ProcessStartInfo(
                Program, ["-target", "bpfel", "-g", "-O2", "-mcpu=v3", "-Wall", "-Werror", .. options, "-c", source, "-o", target])
            {
                RedirectStandardError = true,
            };
            using var process = Process.Start(start)!;
            var error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, error);
            return File.ReadAllBytes(target);
        }
        finally
        {
            File.Delete(target);
        }
    }
}
