using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading;
using BpfGen.Sample;

Console.SetOut(new StreamWriter(StandardOutput.Open()) { AutoFlush = true });
using var end = new CancellationTokenSource();
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
return new SampleCommand().Run(args, end.Token);

// The program ends by itself, so that what it attached is detached.
void End(PosixSignalContext signal)
{
    signal.Cancel = true;
    end.Cancel();
}
