using System;
using System.CommandLine;
using System.Net;

namespace BpfGen.Sample;

/// <summary>Shows TCP connections when they end.</summary>
internal sealed class TcplifeCommand : ToolCommand
{
    private const double NanosecondsPerMillisecond = 1e6;

    private static readonly Columns<Tcplife.Types.Event> Columns = new()
    {
        { "timestamp", 10, (in e) => Cell.Time(e.Timestamp) },
        { "pid", 7, (in e) => e.Pid },
        { "command", -15, (in e) => e.Command.ToString() },
        { "local", -15, (in e) => Address(e.Local) },
        { "lport", 5, (in e) => e.LocalPort },
        { "remote", -15, (in e) => Address(e.Remote) },
        { "rport", 5, (in e) => e.RemotePort },
        { "sent", 9, (in e) => e.Sent },
        { "received", 9, (in e) => e.Received },
        { "ms", 10, (in e) => e.Duration / NanosecondsPerMillisecond },
    };

    private readonly Option<int> _process = NewOption.Number("Show connections of this process only.", 0, "--pid", "-p");
    private readonly Option<ushort> _local = NewOption.Port("Show connections with this port here only.", "--local-port", "-L");
    private readonly Option<ushort> _remote = NewOption.Port("Show connections with this port at the other end only.", "--remote-port", "-D");
    private readonly Option<int> _least = NewOption.Number("Show connections that lasted so many milliseconds only.", 0, "--min-duration");

    public TcplifeCommand()
        : base("tcplife", "Shows TCP connections when they end: whose, for how long, how many bytes.", "connections") =>
        AddToolOptions(_process, _local, _remote, _least);

    protected override void Run(ParseResult given, Watch watch)
    {
        using var probe = Tcplife.Load(new()
        {
            Rodata =
            {
                WantedProcess = (uint)given.GetRequiredValue(_process),
                WantedLocalPort = given.GetRequiredValue(_local),
                WantedRemotePort = given.GetRequiredValue(_remote),
                LeastDuration = (ulong)(given.GetRequiredValue(_least) * NanosecondsPerMillisecond),
            },
        });
        using var reader = probe.Events.OpenReader();
        using var links = probe.Attach();
        watch.Say("Watching connections; Ctrl-C ends.");
        watch.Read(reader, Columns);
        watch.SayEnd("connections", probe.Bss.Lost);
    }

    private static string Address(ReadOnlySpan<byte> bytes)
    {
        var address = new IPAddress(bytes);
        return (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
    }
}
