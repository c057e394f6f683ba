using System;
using System.Globalization;
using BpfGen.Soak;

// Long runs, as root, that find the errors of a service that runs for months: growing resources, and lost records.
//
//   soak cycles N         load, attach, receive events, dispose: N times
//   soak events MINUTES   numbered events at full rate, through a ring buffer and through a perf event array
//
// Exit status: 0 as expected, 1 something grew or disappeared.
return args switch
{
    ["cycles", var count] => LoadCycles.Run(int.Parse(count, CultureInfo.InvariantCulture)),
    ["events", var minutes] => EventStream.Run(TimeSpan.FromMinutes(double.Parse(minutes, CultureInfo.InvariantCulture))),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("soak cycles N | soak events MINUTES");
    return 2;
}
