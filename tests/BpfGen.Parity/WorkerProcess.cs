using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace BpfGen.Parity;

/// <summary>Controls a <see cref="Worker"/> process. Starts it when there is work, and again after it crashed or hung.</summary>
internal sealed class WorkerProcess(TimeSpan timeout) : IDisposable
{
    private Process? _process;

    /// <returns>
    /// A verdict for each program of the object. A program that crashes the worker is a failure; a new worker continues after it.
    /// </returns>
    public async Task<IReadOnlyList<Verdict>> RunAsync(string path, CancellationToken cancel)
    {
        var answers = new Answers([]);
        while (await AskAsync(path, answers, cancel) is { } reason)
        {
            // This process never reads the object, because that could crash it like the worker. If the names of the programs are
            // unknown, one verdict is for the whole object.
            Dispose();
            var program = answers.Programs?.ElementAtOrDefault(answers.Verdicts.Count) ?? "";
            answers.Verdicts.Add(new Verdict(Path.GetFileName(path), program, IsSuccess: false, 0)
            {
                Stage = answers.Programs is null ? Stage.Open : Stage.Load,
                Reason = reason,
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
        var process = _process ??= Start();
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

    private static Process Start()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };

        // If this program was started as 'dotnet FILE.dll', the process path is that of dotnet.
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(typeof(WorkerProcess).Assembly.Location);
        }

        start.ArgumentList.Add(Worker.Argument);
        return Process.Start(start)!;
    }

    /// <summary>The answers of all workers about one object so far.</summary>
    private sealed record Answers(List<Verdict> Verdicts)
    {
        /// <summary>The names of the programs; null if no worker survived reading them.</summary>
        public List<string>? Programs { get; set; }
    }
}
