using System;
using System.Diagnostics;
using System.Threading.Tasks;

namespace BpfGen.Package.Tests.Support;

/// <summary>Runs a program, and the dotnet command most of all.</summary>
internal static class Dotnet
{
    /// <summary>A build on a slow and busy machine takes its time; one that hangs does not end at all.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(8);

    public static Task<ProcessResult> Run(string directory, params string[] arguments) => Start("dotnet", directory, arguments);

    public static async Task<ProcessResult> Start(string program, string directory, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = directory, RedirectStandardOutput = true, RedirectStandardError = true };

        // The tests run under MSBuild themselves, and what it leaves in the environment is not for another one.
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
