using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace BpfGen.Build;

/// <summary>The exit status of a program, and the lines that it wrote to standard output and to standard error.</summary>
internal sealed record ProgramResult(int ExitCode, IReadOnlyList<string> Output, IReadOnlyList<string> Error);

/// <summary>Runs programs without a shell. <c>Cancel</c> ends all running programs.</summary>
internal sealed class ProgramRunner
{
    private readonly ConcurrentDictionary<int, Process> _running = new();
    private volatile bool _isCanceled;

    public bool IsCanceled => _isCanceled;

    /// <exception cref="Win32Exception">The program cannot be started.</exception>
    public ProgramResult Run(string program, IEnumerable<string> arguments, string folder)
    {
        var start = new ProcessStartInfo(program, CommandLine.Join(arguments))
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };

        // Remove these variables. Otherwise, the compiler would search their folders for headers, and a source could compile only on this
        // machine.
        start.EnvironmentVariables.Remove("CPATH");
        start.EnvironmentVariables.Remove("C_INCLUDE_PATH");

        var (output, error) = (new List<string>(), new List<string>());
        using var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, data) => Add(output, data.Data);
        process.ErrorDataReceived += (_, data) => Add(error, data.Data);
        process.Start();
        _running[process.Id] = process;
        try
        {
            process.StandardInput.Close();
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            if (_isCanceled)
            {
                Kill(process);
            }

            process.WaitForExit();
            return new ProgramResult(process.ExitCode, output, error);
        }
        finally
        {
            _running.TryRemove(process.Id, out _);
        }
    }

    public void Cancel()
    {
        _isCanceled = true;
        foreach (var process in _running.Values)
        {
            Kill(process);
        }
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill();
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception)
        {
            // The program has already ended, so it cannot be killed.
        }
    }

    private static void Add(List<string> lines, string? line)
    {
        if (line is not null)
        {
            lock (lines)
            {
                lines.Add(line);
            }
        }
    }
}
