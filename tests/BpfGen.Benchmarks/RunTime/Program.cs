using System;
using System.Globalization;
using System.IO;
using BpfGen.Benchmarks;

// As in the C programs, the output is buffered until the end. Writing each row at once would wake the process that reads the output. That
// process would then run on another CPU while the next row is measured.
using var output = new StreamWriter(Console.OpenStandardOutput(), bufferSize: 1 << 16);
Console.SetOut(output);

// The commands are the same as in the C programs: load N, counts N, use N, names N, memory and empty. The
// commands receive N and receive-callback N exist only here: ring-checks.sh uses them.
var count = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 20;
switch (args.Length > 0 ? args[0] : "")
{
    case "load":
        LoadBenchmark.Run(count, LoadBenchmark.Load);
        break;

    case "counts":
        LoadBenchmark.Run(count, LoadBenchmark.LoadCounts);
        break;

    case "floor-load" when FloorBenchmark.IsReady:
        LoadBenchmark.Run(count, FloorBenchmark.Load);
        break;

    case "floor-counts" when FloorBenchmark.IsReady:
        LoadBenchmark.Run(count, FloorBenchmark.LoadCounts);
        break;

    case "use":
        UseBenchmark.Run(count);
        break;

    case "calls":
        Measure.Call(count * 14_336);
        break;

    case "receive":
        UseBenchmark.Receive(count);
        break;

    case "receive-callback":
        UseBenchmark.ReceiveByCallback(count);
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
