using System;
using System.Diagnostics;
using System.Threading.Tasks;

namespace BpfGen.Package.Tests.Support;

/// <summary>Runs programs, mainly the dotnet command.</summary>
internal static class Dotnet
{
    /// <summary>A build can take minutes on a slow, busy machine. The limit ends a process that hangs.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(8);

    public static Task<ProcessResult> Run(string directory, params string[] arguments) => Start("dotnet", directory, arguments);

    public static async Task<ProcessResult> Start(string program, string directory, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // The tests may run under MSBuild themselves. Its environment variables must not affect another MSBuild.
        start.Environment.Remove("MSBuildSDKsPath");
        start.Environment.Remove("MSBUILD_EXE_PATH");
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
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
