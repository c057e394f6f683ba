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
    /// <summary>
    /// Kills a program when the standard input ends, which happens when this process ends in any way. The system can also send a signal at
    /// the end of a parent, but it does so at the end of the thread that started the program.
    /// </summary>
    private const string Guard = """
        exec 3<&0
        "$@" 3<&- </dev/null &
        program=$!
        { read -r _ <&3; kill -9 $program; } >/dev/null 2>&1 &
        guard=$!
        wait $program
        status=$?
        kill $guard
        exit $status
        """;

    /// <summary>Runs a program until it exits. Cancelling kills it.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="cancel">Kills the program.</param>
    /// <param name="folder">The working folder; null for that of this process.</param>
    /// <param name="isBound">Whether the program also ends if this process is killed.</param>
    /// <exception cref="KernelException">The program cannot be started.</exception>
    public static async Task<HostProcess> RunAsync(
        string program, IEnumerable<string> arguments, CancellationToken cancel, string? folder = null, bool isBound = false)
    {
        var start = new ProcessStartInfo(isBound ? "sh" : program, isBound ? ["-c", Guard, "sh", program, .. arguments] : arguments)
        {
            WorkingDirectory = folder ?? "",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // The messages of the tools are parsed and shown in English.
        start.Environment["LC_ALL"] = "C";
        using var process = Start(start);
        if (!isBound)
        {
            process.StandardInput.Close();
        }

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
