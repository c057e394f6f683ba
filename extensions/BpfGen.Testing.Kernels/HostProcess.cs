using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace BpfGen.Testing.Kernels;

/// <summary>The result of a program of this machine.</summary>
/// <param name="Status">The exit status.</param>
/// <param name="Output">The standard output.</param>
/// <param name="Error">The standard error.</param>
internal sealed record HostProcess(int Status, string Output, string Error)
{
    /// <summary>Runs a program until it exits. Cancelling kills it.</summary>
    /// <exception cref="MissingToolException">The program does not exist.</exception>
    public static async Task<HostProcess> RunAsync(
        string program, IEnumerable<string> arguments, CancellationToken cancel, string? folder = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder ?? "",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // The messages of the tools are parsed and shown in English.
        start.Environment["LC_ALL"] = "C";
        using var process = Start(start);
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(cancel), process.StandardError.ReadToEndAsync(cancel));
        try
        {
            await process.WaitForExitAsync(cancel).ConfigureAwait(false);
            return new HostProcess(process.ExitCode, await output.ConfigureAwait(false), await error.ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Runs a program that must succeed.</summary>
    /// <returns>The standard output.</returns>
    /// <exception cref="KernelException">The program failed.</exception>
    public static async Task<string> OutputOfAsync(
        string program, IEnumerable<string> arguments, CancellationToken cancel, string? folder = null)
    {
        var result = await RunAsync(program, arguments, cancel, folder).ConfigureAwait(false);
        return result.Status == 0
            ? result.Output
            : throw new KernelException(
                $"{Path.GetFileName(program)} failed with status {result.Status}: {(result.Error + result.Output).Trim()}");
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new KernelException($"{start.FileName} cannot be started: {exception.Message}", exception);
        }
    }
}
