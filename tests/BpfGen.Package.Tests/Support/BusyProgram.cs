using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Threading.Tasks;

namespace BpfGen.Package.Tests.Support;

/// <summary>A running .NET program that is compiled just in time, spends its time in one function, and writes a perf map.</summary>
internal sealed class BusyProgram : IDisposable
{
    private const string Source = """
        using System.Runtime.CompilerServices;

        while (true)
        {
            Worker.Work(1_000_000);
        }

        internal static class Worker
        {
            [MethodImpl(MethodImplOptions.NoInlining)]
            public static int Work(int times)
            {
                var sum = 0;
                for (var i = 0; i < times; i++)
                {
                    sum = (sum * 31) + i;
                }

                return sum;
            }
        }
        """;

    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <UseAppHost>false</UseAppHost>
          </PropertyGroup>
        </Project>
        """;

    private readonly string _folder;
    private readonly Process _process;

    private BusyProgram(string folder, Process process)
    {
        _folder = folder;
        _process = process;
    }

    public int Id => _process.Id;

    public static async Task<BusyProgram> Start()
    {
        var folder = Directory.CreateTempSubdirectory("bpfgen-busy-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "Program.cs"), Source);
        await File.WriteAllTextAsync(Path.Combine(folder, "busy.csproj"), Project);
        (await Dotnet.Run(folder, "build", "-o", "out")).ShouldSucceed();

        // The value 3 makes .NET write only the perf map, and no jitdump file.
        var start = new ProcessStartInfo("dotnet", [Path.Combine(folder, "out", "busy.dll")])
        {
            Environment = { ["DOTNET_PerfMapEnabled"] = "3" },
        };
        return new BusyProgram(folder, Process.Start(start)!);
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        File.Delete(Path.Combine("/tmp", string.Create(CultureInfo.InvariantCulture, $"perf-{Id}.map")));
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
