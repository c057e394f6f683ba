using System;
using System.Diagnostics;
using System.Threading.Tasks;

namespace BpfGen.Package.Tests.Support;

/// <summary>Runs programs, mainly the dotnet command.</summary>
internal static class Dotnet
{
    /// <summary>
    /// The time limit of a process. A process that runs longer counts as hung and is killed. A build can take minutes on a slow, busy
    /// machine.
    /// </summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(8);

    /// <summary>
    /// An option for builds of this repository. The code style analyzers take longer than the rest of the build, and the build of the
    /// solution has already run them. Tests that build a user's project do not pass this option.
    /// </summary>
    public const string WithoutAnalyzers = "-p:RunAnalyzers=false";

    public static Task<ProcessResult> Run(string directory, params string[] arguments) => Start("dotnet", directory, arguments);

    public static async Task<ProcessResult> Start(string program, string directory, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // The tests may run under MSBuild themselves. The environment variables of that MSBuild must not affect the MSBuild that this
        // method starts.
        start.Environment.Remove("MSBuildSDKsPath");
        start.Environment.Remove("MSBUILD_EXE_PATH");
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";

        // Short runs of the command spend a tenth of their time on measuring code that they then do not compile again.
        start.Environment["DOTNET_TieredPGO"] = "0";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var limit = new System.Threading.CancellationTokenSource(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} did not end within {Limit.TotalMinutes} minutes.");
        }

        return new ProcessResult(process.ExitCode, await output, await error);
    }
}
