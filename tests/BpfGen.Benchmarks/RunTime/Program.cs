using System;
using System.Globalization;
using System.IO;
using BpfGen.Benchmarks;

// Rows go out together, as those of the C programs do: each by itself would wake who reads them, and have that at work on the next CPU while the next row is measured.
using var output = new StreamWriter(Console.OpenStandardOutput(), bufferSize: 1 << 16);
Console.SetOut(output);

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
