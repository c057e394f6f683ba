using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using BpfGen.Generator.Tests.Support;

namespace BpfGen.Fuzz;

/// <summary>Gives mutated inputs to a target for some time, and saves each input that reveals a bug.</summary>
/// <param name="target">The target.</param>
/// <param name="seeds">Valid inputs.</param>
/// <param name="seed">The seed of the random numbers. The same number gives the same inputs.</param>
internal sealed class FuzzRun(FuzzTarget target, IReadOnlyList<byte[]> seeds, int seed)
{
    /// <summary>The processor time that one input may take.</summary>
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(2);

    /// <summary>The number of inputs before the code is compiled, after which <see cref="MostTime"/> counts.</summary>
    private const int WarmUp = 20;

    private readonly Random _random = new(seed);
    private long _count;
    private long _valid;
    private int _faults;
    private TimeSpan _slowest;

    /// <param name="time">The processor time to use. On a busy machine, the run takes longer.</param>
    /// <returns>The number of faults.</returns>
    public int Run(TimeSpan time)
    {
        var (objects, other) = (new ObjectMutator(_random), new ByteMutator(_random));
        if (!seeds.Any(target.Run))
        {
            Console.WriteLine($"{target.Name}: no seed is valid, so the code would see only what it refuses at once");
            return 1;
        }

        var start = Environment.CpuUsage.TotalTime;
        while (Environment.CpuUsage.TotalTime - start < time)
        {
            var bytes = seeds[_random.Next(seeds.Count)];
            Try(target.Format == InputFormat.Bytes ? other.Mutate(bytes) : objects.Mutate(bytes));
        }

        Console.WriteLine(string.Format(
            CultureInfo.InvariantCulture,
            "{0}: {1} inputs ({2:0.0} % valid) in {3:0} s of processor time ({4:0} a second), {5} faults, slowest {6:0} ms, largest "
                + "process {7} MB",
            target.Name,
            _count,
            100.0 * _valid / _count,
            time.TotalSeconds,
            _count / time.TotalSeconds,
            _faults,
            _slowest.TotalMilliseconds,
            Process.GetCurrentProcess().PeakWorkingSet64 >> 20));
        return _faults;
    }

    private void Try(byte[] bytes)
    {
        var start = Environment.CpuUsage.TotalTime;
        try
        {
            _valid += target.Run(bytes) ? 1 : 0;
        }
        catch (Exception exception)
        {
            Save(bytes, $"{exception.GetType().Name}: {exception.Message}\n{exception.StackTrace}");
        }

        var time = Environment.CpuUsage.TotalTime - start;
        if (++_count <= WarmUp)
        {
            return;
        }

        _slowest = time > _slowest ? time : _slowest;
        if (time > MostTime)
        {
            Save(bytes, string.Create(CultureInfo.InvariantCulture, $"The input took {time.TotalSeconds:0.0} s."));
        }
    }

    private void Save(byte[] bytes, string reason)
    {
        var file = Path.Combine(Path.GetTempPath(), $"bpfgen-fault-{target.Name}-{seed}-{++_faults}.bin");
        File.WriteAllBytes(file, bytes);
        Console.WriteLine($"{file}: {reason}");
    }
}
