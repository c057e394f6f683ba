using BpfProgram;

// The build compiles probes/execs.bpf.c, checks it, and generates the class Execs from it.
using var execs = Execs.Load();
using var reader = execs.Events.OpenReader();
using var links = execs.Attach();

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, key) =>
{
    key.Cancel = true;
    stop.Cancel();
};

Console.WriteLine("Each program that is executed appears here. Press Ctrl-C to stop.");
try
{
    await foreach (var e in reader.ReadAllAsync(stop.Token))
    {
        Console.WriteLine($"{e.Pid,8} {e.Command}");
    }
}
catch (OperationCanceledException)
{
    // The user pressed Ctrl-C.
}
