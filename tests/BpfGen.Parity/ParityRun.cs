using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace BpfGen.Parity;

/// <summary>Processes objects with several workers in parallel.</summary>
internal static class ParityRun
{
    /// <param name="paths">The paths of the objects.</param>
    /// <param name="jobs">The number of workers.</param>
    /// <param name="timeout">The time limit for one program.</param>
    /// <param name="core">Whether the kernel or BpfGen resolves CO-RE relocations.</param>
    /// <param name="done">Called after each object, from any thread.</param>
    /// <param name="cancel">Cancels the run.</param>
    /// <returns>The verdicts, in the order of the paths.</returns>
    public static async Task<IReadOnlyList<Verdict>> RunAsync(
        IReadOnlyList<string> paths, int jobs, TimeSpan timeout, CoreMode core, Action done, CancellationToken cancel)
    {
        var results = new IReadOnlyList<Verdict>[paths.Count];
        var queue = new ConcurrentQueue<int>(Enumerable.Range(0, paths.Count));
        await Task.WhenAll(Enumerable.Range(0, Math.Min(jobs, paths.Count)).Select(_ => WorkAsync()));
        return [.. results.SelectMany(verdicts => verdicts)];

        async Task WorkAsync()
        {
            using var worker = new WorkerProcess(timeout, core);
            while (queue.TryDequeue(out var index))
            {
                results[index] = await worker.RunAsync(paths[index], cancel);
                done();
            }
        }
    }
}
