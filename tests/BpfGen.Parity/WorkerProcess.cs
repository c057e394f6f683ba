using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace BpfGen.Parity;

/// <summary>A <see cref="Worker"/> seen from outside: started when there is work, and again after it crashed or hung.</summary>
internal sealed class WorkerProcess(TimeSpan patience) : IDisposable
{
    private Process? _process;

    /// <returns>A verdict on each of an object's programs. One that the worker does not survive is a failure, and the others go on in a new one.</returns>
    public async Task<IReadOnlyList<Verdict>> RunAsync(string path, CancellationToken cancel)
    {
        var verdicts = new List<Verdict>();
        while (await AskAsync(path, verdicts, cancel) is { } reason)
        {
            Dispose();
            var programs = Subject.Open(path).Programs;
            verdicts.Add(new Verdict(Path.GetFileName(path), programs.ElementAtOrDefault(verdicts.Count)?.Name ?? "", IsSuccess: false, 0)
            {
                Stage = Stage.Load,
                Reason = reason,
            });
            if (verdicts.Count >= programs.Count)
            {
                break;
            }
        }

        return verdicts;
    }

    public void Dispose()
    {
        if (_process is { } process)
        {
            process.Kill(entireProcessTree: true);
            process.Dispose();
            _process = null;
        }
    }

    /// <returns>Null where all programs have a verdict, or why the next one has none.</returns>
    private async Task<string?> AskAsync(string path, List<Verdict> verdicts, CancellationToken cancel)
    {
        var process = _process ??= Start();
        try
        {
            await process.StandardInput.WriteLineAsync($"{verdicts.Count}\n{path}");
            while (true)
            {
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
                limit.CancelAfter(patience);
                switch (await process.StandardOutput.ReadLineAsync(limit.Token))
                {
                    case null:
                        await process.WaitForExitAsync(limit.Token);
                        return $"the process crashed with exit code {process.ExitCode}";
                    case "":
                        return null;
                    case var answer:
                        verdicts.Add(JsonSerializer.Deserialize<Verdict>(answer)!);
                        break;
                }
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return $"no answer within {patience.TotalSeconds:0} s";
        }
        catch (IOException exception)
        {
            return $"the process crashed: {exception.Message}";
        }
    }

    private static Process Start()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };

        // Where this runs as 'dotnet file.dll', the process is dotnet.
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(typeof(WorkerProcess).Assembly.Location);
        }

        start.ArgumentList.Add(Worker.Argument);
        return Process.Start(start)!;
    }
}
