using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;

namespace BpfGen.Benchmarks.BuildTime;

/// <summary>
/// Compares two sizes: the static data that an object adds to the assembly, and the object file after <c>llvm-strip -g</c>.
/// </summary>
internal static class SizeReport
{
    private static readonly string Strip = Environment.GetEnvironmentVariable("STRIP") ?? "llvm-strip-19";

    public static void Write(IEnumerable<string> objects)
    {
        foreach (var path in objects)
        {
            try
            {
                var (embedded, stripped) = (EmbeddedData.SizeIn(Project.Compile(path)), StrippedSize(path));
                Console.WriteLine($"{Path.GetFileName(path),-60} {embedded,9} of {stripped,9} bytes {(double)embedded / stripped,7:F2}");
            }
            catch (InvalidOperationException exception)
            {
                Console.WriteLine($"{Path.GetFileName(path),-60} not measured: {exception.Message}");
            }
        }
    }

    private static long StrippedSize(string path)
    {
        var stripped = Path.GetTempFileName();
        try
        {
            using var process = Process.Start(Strip, ["-g", path, "-o", stripped]);
            process.WaitForExit();
            return process.ExitCode == 0 ? new FileInfo(stripped).Length : throw new InvalidOperationException($"{Strip} failed");
        }
        finally
        {
            File.Delete(stripped);
        }
    }
}
