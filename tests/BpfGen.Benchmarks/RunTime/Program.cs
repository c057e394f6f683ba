using System.Globalization;
using BpfGen.Benchmarks;

// The same commands as the C programs have: load N, use N, names N, memory, and empty.
var count = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 20;
switch (args.Length > 0 ? args[0] : "")
{
    case "load":
        LoadBenchmark.Run(count);
        break;

    case "use":
        UseBenchmark.Run(count);
        break;

    case "names":
        NamesBenchmark.Run(count);
        break;

    case "memory":
        using (LoadBenchmark.Load())
        {
            Measure.PeakMemory();
        }

        break;

    case "empty":
        Measure.PeakMemory();
        break;
}
