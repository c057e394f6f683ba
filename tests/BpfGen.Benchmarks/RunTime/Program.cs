using System.Globalization;
using BpfGen.Benchmarks;

// The same commands as the C programs have: load N, use N, memory, and empty.
var count = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 20;
switch (args.Length > 0 ? args[0] : "")
{
    case "load":
        LoadBenchmark.Run(count);
        break;

    case "use":
        using (var calls = LoadBenchmark.Load())
        {
            UseBenchmark.Run(calls, count);
        }

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
