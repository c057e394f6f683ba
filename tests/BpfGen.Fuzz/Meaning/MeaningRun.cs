using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using BpfGen.Generator.Model;
using BpfGen.Generator.Tests.Support;

namespace BpfGen.Fuzz;

/// <summary>Compares what BpfGen and libbpf would load of mutated objects.</summary>
/// <param name="peer">libbpf.</param>
/// <param name="seeds">Valid objects.</param>
/// <param name="seed">The seed of the random numbers.</param>
internal sealed class MeaningRun(LibbpfPeer peer, IReadOnlyList<byte[]> seeds, int seed)
{
    private readonly Dictionary<string, int> _counts = [];

    /// <param name="count">The number of mutated objects.</param>
    /// <returns>The number of objects that both accept with different meanings.</returns>
    public int Run(int count)
    {
        var random = new Random(seed);
        var mutator = new ObjectMutator(random);
        var different = 0;
        for (var i = 0; i < count; i++)
        {
            var bytes = mutator.Mutate(seeds[random.Next(seeds.Count)]);
            var result = Compare(bytes, out var detail);
            _counts[result] = _counts.GetValueOrDefault(result) + 1;
            if (detail is not null)
            {
                Save(bytes, result, i, detail);
                different += result == Outcomes.Different ? 1 : 0;
            }
        }

        foreach (var (result, times) in _counts.OrderByDescending(pair => pair.Value))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{times,8} {result}"));
        }

        return different;
    }

    /// <remarks>libbpf finds exception callbacks only with the section that <see cref="LibbpfPeer"/> hides from it.</remarks>
    private string Compare(byte[] bytes, out string? detail)
    {
        detail = null;
        var problems = ObjectTargets.ProblemsOf(bytes);
        var model = ObjectTargets.Link(bytes, problems);
        var hasCallback = bytes.AsSpan().IndexOf("exception_callback:"u8) >= 0;
        if (model is not null && !problems.HasErrors && (hasCallback || !ObjectMeaning.Covers(model)))
        {
            return Outcomes.NotCovered;
        }

        if (peer.Ask(bytes) is not { } theirs)
        {
            return Outcomes.Crash;
        }

        var refusal = theirs.FirstOrDefault(line => line.StartsWith("refused", StringComparison.Ordinal));
        if (model is null || problems.HasErrors)
        {
            return refusal is null ? Outcomes.OnlyLibbpf : Outcomes.Neither;
        }

        var ours = ObjectMeaning.Lines(model);
        detail = MeaningDifference.Of(ours, theirs);
        if (refusal is not null)
        {
            detail ??= "The lines are the same.";
            detail = refusal + '\n' + detail;
            return Outcomes.OnlyBpfGen;
        }

        return detail is null ? Outcomes.Same : Outcomes.Different;
    }

    private void Save(byte[] bytes, string result, int number, string detail)
    {
        var file = Path.Combine(
            Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"bpfgen-meaning-{result.Split(' ')[0]}-{seed}-{number}.o"));
        File.WriteAllBytes(file, bytes);
        File.WriteAllText(file + ".txt", detail);
    }

    private static class Outcomes
    {
        public const string Same = "same meaning";
        public const string Neither = "neither accepts the object";
        public const string Different = "different meanings";
        public const string OnlyBpfGen = "accepted by BpfGen only";
        public const string OnlyLibbpf = "accepted by libbpf only";
        public const string NotCovered = "not compared";
        public const string Crash = "libbpf crashed";
    }
}
