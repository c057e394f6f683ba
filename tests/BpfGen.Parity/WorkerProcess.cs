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
        var answers = new Answers([]);
        while (await AskAsync(path, answers, cancel) is { } reason)
        {
            // What the object has done to the worker it is not given the occasion to do here: without names there is one verdict on all programs.
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

    /// <returns>Null where all programs have a verdict, or why the next one has none.</returns>
    private async Task<string?> AskAsync(string path, Answers answers, CancellationToken cancel)
    {
        var process = _process ??= Start();
        try
        {
            await process.StandardInput.WriteLineAsync($"{answers.Verdicts.Count}\n{path}");
            for (var isFirst = true; ; isFirst = false)
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
            return $"no answer within {patience.TotalSeconds:0} s";
        }
        catch (Exception exception) when (exception is IOException or JsonException)
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

    /// <summary>What workers have said of an object so far.</summary>
    private sealed record Answers(List<Verdict> Verdicts)
    {
        /// <summary>The names of its programs; null where no worker has survived looking for them.</summary>
        public List<string>? Programs { get; set; }
    }
}
