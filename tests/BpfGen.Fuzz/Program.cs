using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using BpfGen.Fuzz;
using BpfGen.Generator.Tests.Support;

// Usage:
//   BpfGen.Fuzz cost [TEXT]                          what the hostile objects of 1 MB cost
//   BpfGen.Fuzz FOLDER…                              what the objects of folders cost
//   BpfGen.Fuzz --target T --seconds N --seed S FOLDER    mutate the files of a folder
if (args is ["cost", ..])
{
    CostTarget.Measure("warm", HostileObjects.NestedUnions(1));
    foreach (var (name, build) in HostileObjects.All.Where(pair => args.Length < 2 || pair.Key.Contains(args[1], StringComparison.Ordinal)))
    {
        CostTarget.Measure(name, build(1_000_000));
    }

    return 0;
}

if (args is not ["--target", var target, "--seconds", var seconds, "--seed", var seed, var folder])
{
    foreach (var file in args.SelectMany(folder => Directory.EnumerateFiles(folder, "*.o", SearchOption.AllDirectories)))
    {
        CostTarget.Measure(Path.GetFileName(file), File.ReadAllBytes(file));
    }

    return 0;
}

var seeds = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
    .Where(file => target is "kernel-btf" or "symbols" or "perf-map" || file.EndsWith(".o", StringComparison.Ordinal))
    .Order(StringComparer.Ordinal)
    .Select(File.ReadAllBytes)
    .Where(bytes => bytes.Length is > 64 and < 4_000_000)
    .ToList();
var random = new Random(int.Parse(seed, CultureInfo.InvariantCulture));
var mutator = new ObjectMutator(random);
var run = FuzzTargets.All[target];
var (count, faults, slowest) = (0L, 0, TimeSpan.Zero);
var clock = Stopwatch.StartNew();
while (clock.Elapsed < TimeSpan.FromSeconds(int.Parse(seconds, CultureInfo.InvariantCulture)))
{
    var bytes = mutator.Mutate(seeds[random.Next(seeds.Count)]);
    var start = Environment.CpuUsage.TotalTime;
    try
    {
        run(bytes);
    }
    catch (Exception exception)
    {
        var saved = Path.Combine(Path.GetTempPath(), $"bpfgen-fault-{target}-{++faults}.bin");
        File.WriteAllBytes(saved, bytes);
        Console.WriteLine($"{saved}: {exception.GetType().Name}: {exception.Message}");
        if (faults == 1)
        {
            Console.WriteLine(exception.StackTrace);
        }
    }

    count++;
    var time = Environment.CpuUsage.TotalTime - start;
    slowest = time > slowest && count > 1 ? time : slowest;
}

FuzzTargets.CleanUp();
Console.WriteLine(string.Format(
    CultureInfo.InvariantCulture, "{0}: {1} inputs in {2:0} s, {3} faults, slowest {4:0} ms", target, count, clock.Elapsed.TotalSeconds,
    faults, slowest.TotalMilliseconds));
return faults == 0 ? 0 : 1;
