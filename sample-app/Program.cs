using System.Runtime.InteropServices;
using System.Threading;
using BpfGen.Sample;

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
