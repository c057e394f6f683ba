using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace BpfGen.Parity;

/// <summary>Takes a folder's objects through several workers at once.</summary>
internal static class ParityRun
{
    /// <param name="paths">The objects.</param>
    /// <param name="jobs">How many workers there are.</param>
    /// <param name="patience">How long one program may take.</param>
    /// <param name="done">Called when an object is done, from any thread.</param>
    /// <param name="cancel">Ends the run.</param>
    /// <returns>The verdicts, in the order of the paths.</returns>
    public static async Task<IReadOnlyList<Verdict>> RunAsync(
        IReadOnlyList<string> paths, int jobs, TimeSpan patience, Action done, CancellationToken cancel)
    {
        var results = new IReadOnlyList<Verdict>[paths.Count];
        var queue = new ConcurrentQueue<int>(Enumerable.Range(0, paths.Count));
        await Task.WhenAll(Enumerable.Range(0, Math.Min(jobs, paths.Count)).Select(_ => WorkAsync()));
        return [.. results.SelectMany(verdicts => verdicts)];

        async Task WorkAsync()
        {
            using var worker = new WorkerProcess(patience);
            while (queue.TryDequeue(out var index))
            {
                results[index] = await worker.RunAsync(paths[index], cancel);
                done();
            }
        }
    }
}
