using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using BpfGen.Fuzz;
using BpfGen.Generator.Tests.Support;

// Usage:
//   BpfGen.Fuzz cost [TEXT]                               what the hostile objects of 1 MB cost
//   BpfGen.Fuzz FOLDER…                                   what the objects of folders cost
//   BpfGen.Fuzz targets                                   the names of the targets
//   BpfGen.Fuzz --target T --seconds N --seed S FOLDER    mutate the target's seeds, or the objects of a folder, for N seconds of
//                                                         processor time
//   BpfGen.Fuzz --target T --input FILE                   run one input, such as a saved one
//   BpfGen.Fuzz --target T --seeds TO FOLDER              write the target's seeds to a folder, for AFL++
//   BpfGen.Fuzz --target T --afl                          read the inputs of AFL++ (see afl.sh)
//   BpfGen.Fuzz meaning PEER COUNT SEED FOLDER            compare with libbpf what COUNT mutated objects mean (see meaning.sh)
return args switch
{
    ["cost", .. var names] => MeasureHostile(names.FirstOrDefault("")),
    ["targets"] => List(),
    ["meaning", var peer, var count, var seed, var folder] => Compare(peer, Number(count), Number(seed), folder),
    ["--target", var target, "--seconds", var seconds, "--seed", var seed, var folder] =>
        Run(Find(target), Number(seconds), Number(seed), folder),
    ["--target", var target, "--input", var file] => Replay(Find(target), file),
    ["--target", var target, "--seeds", var to, var folder] => WriteSeeds(Find(target), to, folder),
    ["--target", var target, "--afl"] => AflRun.Run(Find(target)),
    _ => Measure(args),
};

static FuzzTarget Find(string name) => FuzzTargets.All.FirstOrDefault(target => target.Name == name)
    ?? throw new ArgumentException(
        $"There is no target '{name}'. The targets are: {string.Join(", ", FuzzTargets.All.Select(target => target.Name))}.");

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

static int List()
{
    foreach (var target in FuzzTargets.All)
    {
        Console.WriteLine(target.Name);
    }

    return 0;
}

static int Run(FuzzTarget target, int seconds, int seed, string folder)
{
    var faults = new FuzzRun(target, SeedsOf(target, folder), seed).Run(TimeSpan.FromSeconds(seconds));
    InputFile.Delete();
    return faults == 0 ? 0 : 1;
}

static int Compare(string program, int count, int seed, string folder)
{
    using var peer = new LibbpfPeer(program);
    return new MeaningRun(peer, SeedsOf(Find("object"), folder), seed).Run(count) == 0 ? 0 : 1;
}

static int Replay(FuzzTarget target, string file)
{
    target.Run(File.ReadAllBytes(file));
    InputFile.Delete();
    return 0;
}

static int WriteSeeds(FuzzTarget target, string to, string folder)
{
    Directory.CreateDirectory(to);
    foreach (var (index, bytes) in SeedsOf(target, folder).Index())
    {
        File.WriteAllBytes(Path.Combine(to, index.ToString(CultureInfo.InvariantCulture)), bytes);
    }

    return 0;
}

static List<byte[]> SeedsOf(FuzzTarget target, string folder) =>
[
    .. target.Seeds?.Invoke() ?? Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Where(file => file.EndsWith(".o", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal)
        .Select(File.ReadAllBytes)
        .Where(bytes => bytes.Length is > 64 and < 4_000_000),
];

static int MeasureHostile(string text)
{
    CostTarget.Measure("warm", HostileObjects.NestedUnions(1));
    foreach (var (name, build) in HostileObjects.All.Where(pair => pair.Key.Contains(text, StringComparison.Ordinal)))
    {
        CostTarget.Measure(name, build(1_000_000));
    }

    return 0;
}

static int Measure(IEnumerable<string> folders)
{
    foreach (var file in folders.SelectMany(folder => Directory.EnumerateFiles(folder, "*.o", SearchOption.AllDirectories)))
    {
        CostTarget.Measure(Path.GetFileName(file), File.ReadAllBytes(file));
    }

    return 0;
}
