using System;
using System.CommandLine;
using System.CommandLine.Invocation;
using System.Threading;

namespace BpfGen.Sample;

/// <summary>The sample by itself: prints every packet of an interface. What else it can is in commands of their own.</summary>
internal sealed class SampleCommand : AppCommand
{
    private readonly Option<string> _interface = NewOption.Text("The network interface to watch.", "lo", "--interface", "-i");
    private readonly Option<int> _count = NewOption.Number("Stop after this many events; 0 for no end.", 0, "--count", "-n");
    private readonly Option<double> _duration = NewOption.Seconds("Stop after this many seconds; 0 for no end.", 0, "--duration", "-d");
    private readonly Option<bool> _json = NewOption.Flag("Print one JSON object a line: cpu, and timestamp in nanoseconds since boot.", "--json");
    private readonly Option<bool> _selfTest = NewOption.Flag("Make traffic on the loopback interface, and fail where no event comes of it.", "--self-test");

    public SampleCommand()
        : base("sample-app", "Prints the CPU and the time of every packet of a network interface, as a kernel program sees it.")
    {
        AddOptions(_interface, _count, _duration, _json, _selfTest);
        Add(new ExecsnoopCommand());
        Add(new OpensnoopCommand());
        Add(new TcplifeCommand());
        Add(new ProfileCommand());
        Add(new XdpCountCommand());

        // A command with others under it that has nothing to do by itself would be refused.
        Action = new DoneByRun();
    }

    protected override int Run(ParseResult given, CancellationToken cancel) => new PacketWatch(
        given.GetRequiredValue(_interface),
        given.GetRequiredValue(_count),
        TimeSpan.FromSeconds(given.GetRequiredValue(_duration)),
        given.GetRequiredValue(_json),
        given.GetRequiredValue(_selfTest)).Run(cancel);

    private sealed class DoneByRun : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult) => throw new NotSupportedException();
    }
}
