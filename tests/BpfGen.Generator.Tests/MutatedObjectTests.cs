using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using BpfGen.Generator.Checks;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Emission;
using BpfGen.Generator.Model;
using BpfGen.Generator.Signing;
using BpfGen.Generator.Tests.Support;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>Runs the fuzz targets of tests/BpfGen.Fuzz for a few seconds. For longer runs, start that program.</summary>
public sealed class MutatedObjectTests
{
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(3);

    [Fact]
    public void A_mutated_probe_is_read_or_is_an_error()
    {
        var seeds = Directory.EnumerateFiles(Path.Combine(Repository.Root, "probes"), "*.o", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(File.ReadAllBytes)
            .Where(bytes => bytes[5] == 1 && bytes.Length < 100_000)
            .ToList();
        var random = new Random(1);
        var mutator = new ObjectMutator(random);
        var handle = new PlannedHandle("probe.o", new HandleClass("Sample", [], "class", "Probe", "internal"), "Probe.g.cs", null);
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < Time)
        {
            var bytes = mutator.Mutate(seeds[random.Next(seeds.Count)]);
            var problems = new ProblemList(new Effort(bytes.Length, TestContext.Current.CancellationToken));
            var model = ObjectReader.Link(bytes, TypeRequests.None, problems, TestContext.Current.CancellationToken);

            Assert.DoesNotContain(problems.ToArray(), problem => problem.Rule == Rules.Internal);
            if (model is not null)
            {
                HandleEmitter.Emit(handle, model, values: null, TestContext.Current.CancellationToken);
                Sign(model);
            }
        }
    }

    /// <summary>Builds the loader program of an object, if it can be signed. Only a limit may prevent that.</summary>
    private static void Sign(ObjectModel model)
    {
        if (!SigningChecks.Allow(model))
        {
            return;
        }

        try
        {
            LoaderBuilder.Build(model, "probe.o", model.License, new Effort(model.Size, TestContext.Current.CancellationToken));
        }
        catch (LimitException)
        {
        }
    }
}
