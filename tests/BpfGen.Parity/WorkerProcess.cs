using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace BpfGen.Parity;

/// <summary>A <see cref="Worker"/> seen from outside: started when there is work, and again after it crashed or hung.</summary>
internal sealed class WorkerProcess(TimeSpan patience) : IDisposable
{
    private Process? _process;

    public async Task<IReadOnlyList<Verdict>> RunAsync(string path, CancellationToken cancel)
    {
        var process = _process ??= Start();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(patience);
        try
        {
            await process.StandardInput.WriteLineAsync(path.AsMemory(), limit.Token);
            if (await process.StandardOutput.ReadLineAsync(limit.Token) is { } answer)
            {
                return JsonSerializer.Deserialize<List<Verdict>>(answer)!;
            }

            await process.WaitForExitAsync(limit.Token);
            return Lost(path, $"the process crashed with exit code {process.ExitCode}");
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return Lost(path, $"no answer within {patience.TotalSeconds:0} s");
        }
        catch (IOException exception)
        {
            return Lost(path, $"the process crashed: {exception.Message}");
        }
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

    private List<Verdict> Lost(string path, string reason)
    {
        Dispose();
        return [new Verdict(Path.GetFileName(path), "", IsSuccess: false, 0) { Stage = Stage.Load, Reason = reason }];
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
