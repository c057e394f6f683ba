using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace BpfGen.Parity;

/// <summary>
/// Controls a <see cref="Worker"/> process. Starts the process when there is work, and starts a new one if the process crashed or hung.
/// </summary>
internal sealed class WorkerProcess(TimeSpan timeout, CoreMode core) : IDisposable
{
    private Process? _process;

    /// <returns>
    /// A verdict for each program of the object. If a program crashes the worker, its verdict is a failure, and a new worker continues with
    /// the next program.
    /// </returns>
    public async Task<IReadOnlyList<Verdict>> RunAsync(string path, CancellationToken cancel)
    {
        var answers = new Answers([]);
        while (await AskAsync(path, answers, cancel) is { } reason)
        {
            // Do not read the object in this process, because reading could crash it, as it crashed the worker. If the names of the
            // programs are unknown, add one verdict for the whole object.
            Dispose();
            var program = answers.Programs?.ElementAtOrDefault(answers.Verdicts.Count) ?? "";
            answers.Verdicts.Add(new Verdict(Path.GetFileName(path), program, IsSuccess: false, 0)
            {
                Stage = answers.Programs is null ? Stage.Open : Stage.Load,
                Reason = reason,
                Build = answers.Verdicts.LastOrDefault()?.Build ?? "",
            });
            if (answers.Verdicts.Count >= (answers.Programs?.Count ?? 0))
            {
                break;
            }
        }

        return answers.Verdicts;
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

    /// <returns>Null if all programs have a verdict; otherwise the reason why the next program has none.</returns>
    private async Task<string?> AskAsync(string path, Answers answers, CancellationToken cancel)
    {
        var process = _process ??= Start(core);
        try
        {
            await process.StandardInput.WriteLineAsync($"{answers.Verdicts.Count}\n{path}");
            for (var isFirst = true; ; isFirst = false)
            {
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
                limit.CancelAfter(timeout);
                switch (await process.StandardOutput.ReadLineAsync(limit.Token))
                {
                    case null:
                        await process.WaitForExitAsync(limit.Token);
                        return $"the process crashed with exit code {process.ExitCode}";
                    case "":
                        return null;
                    case var names when isFirst:
                        answers.Programs = JsonSerializer.Deserialize<List<string>>(names);
                        break;
                    case var verdict:
                        answers.Verdicts.Add(JsonSerializer.Deserialize<Verdict>(verdict)!);
                        break;
                }
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return $"no answer within {timeout.TotalSeconds:0} s";
        }
        catch (Exception exception) when (exception is IOException or JsonException)
        {
            return $"the process crashed: {exception.Message}";
        }
    }

    private static Process Start(CoreMode core)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };

        // If BpfGen.Parity was started as 'dotnet FILE.dll', the process path is the path of dotnet.
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(typeof(WorkerProcess).Assembly.Location);
        }

        start.ArgumentList.Add(Worker.Argument);
        start.ArgumentList.Add(core.ToString());
        return Process.Start(start)!;
    }

    /// <summary>The answers that the workers have given about one object so far.</summary>
    private sealed record Answers(List<Verdict> Verdicts)
    {
        /// <summary>The names of the programs; null if no worker survived reading them.</summary>
        public List<string>? Programs { get; set; }
    }
}
