using System;
using System.CommandLine;
using System.Runtime.InteropServices;
using System.Threading;
using BpfGen;
using BpfGen.Sample;

var interfaceOption = new Option<string>("--interface", "-i") { Description = "The network interface to watch.", DefaultValueFactory = _ => "lo" };
var countOption = new Option<int>("--count", "-n") { Description = "Stop after this many events; 0 for no end." };
var durationOption = new Option<double>("--duration", "-d") { Description = "Stop after this many seconds; 0 for no end." };
var jsonOption = new Option<bool>("--json") { Description = "Print one JSON object a line: cpu, and timestamp in nanoseconds since boot." };
var selfTestOption = new Option<bool>("--self-test") { Description = "Make traffic on the loopback interface, and fail where no event comes of it." };

var command = new RootCommand("Prints the CPU and the time of every packet of a network interface, as a kernel program sees it.")
{
    interfaceOption, countOption, durationOption, jsonOption, selfTestOption,
};

command.SetAction(arguments =>
{
    var watch = new PacketWatch(
        arguments.GetValue(interfaceOption)!,
        arguments.GetValue(countOption),
        TimeSpan.FromSeconds(arguments.GetValue(durationOption)),
        arguments.GetValue(jsonOption),
        arguments.GetValue(selfTestOption));
    using var end = new CancellationTokenSource();
    using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
    using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
    try
    {
        return watch.Run(end.Token);
    }
    catch (Exception exception) when (exception is BpfException or ArgumentException or PlatformNotSupportedException)
    {
        Console.Error.WriteLine($"sample-app: {exception.Message}");
        return 1;
    }

    // The program ends by itself, so that what it attached is detached.
    void End(PosixSignalContext signal)
    {
        signal.Cancel = true;
        end.Cancel();
    }
});

return command.Parse(args).Invoke();
