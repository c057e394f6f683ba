using System;
using System.Runtime.InteropServices;
using System.Threading;
using BpfGen;
using BpfGen.Sample;

if (new SampleCommand().Read(args, out var exitCode) is not { } watch)
{
    return exitCode;
}

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
