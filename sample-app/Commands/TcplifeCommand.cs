using System;
using System.CommandLine;
using System.Diagnostics;
using System.Net;
using System.Text.Json.Serialization;

namespace BpfGen.Sample;

/// <summary>Shows TCP connections when they end.</summary>
internal static class TcplifeCommand
{
    private const uint NanosecondsPerMillisecond = 1_000_000;

    public static Command Create()
    {
        var process = new Option<uint>("--pid", "-p")
        {
            Description = "Show only connections of the process with this ID.",
            HelpName = "pid",
        };
        var localPort = new Option<ushort>("--local-port", "-L")
        {
            Description = "Show only connections with this local port.",
            HelpName = "port",
        };
        var remotePort = new Option<ushort>("--remote-port", "-D")
        {
            Description = "Show only connections with this remote port.",
            HelpName = "port",
        };
        var minDuration = new Option<uint>("--min-duration")
        {
            Description = "Show only connections that lasted at least this many milliseconds.",
            HelpName = "ms",
        };
        var count = CommonOptions.Count("Stop after this many connections.");
        var duration = CommonOptions.Duration();
        var json = CommonOptions.Json();

        var command = new Command("tcplife", "Shows TCP connections when they end: their process, duration, and bytes sent and received.")
        {
            process, localPort, remotePort, minDuration, count, duration, json,
        };
        command.SetAction(async (given, cancellationToken) =>
        {
            // Load the object. The command-line options become constants of the program, so that it sends only the requested records.
            KernelSupport.Require(Tcplife.CheckSupport());
            using var probe = Tcplife.Load(new()
            {
                Rodata =
                {
                    WantedProcess = given.GetValue(process),
                    WantedLocalPort = given.GetValue(localPort),
                    WantedRemotePort = given.GetValue(remotePort),
                    LeastDuration = (ulong)given.GetValue(minDuration) * NanosecondsPerMillisecond,
                },
            });

            // Attach the program to the hook that its section names.
            using var reader = probe.Events.OpenReader();
            using var links = probe.Attach();
            Console.Error.WriteLine("Watching connections. Press Ctrl-C to stop.");

            // Open the output, and define the columns of its table.
            var start = Stopwatch.GetTimestamp(); // The same clock as bpf_ktime_get_ns, in nanoseconds.
            var rows = Rows.Open(given.GetValue(json), SampleJson.Default.Connection,
            [
                new("SECONDS", 10, row => $"{((long)row.Timestamp - start) / 1e9:F3}"),
                new("PID", 7, row => $"{row.Pid}"),
                new("COMMAND", -15, row => row.Command),
                new("LOCAL", -15, row => row.Local),
                new("LPORT", 5, row => $"{row.LocalPort}"),
                new("REMOTE", -15, row => row.Remote),
                new("RPORT", 5, row => $"{row.RemotePort}"),
                new("SENT", 9, row => $"{row.Sent}"),
                new("RECEIVED", 9, row => $"{row.Received}"),
                new("MS", 10, row => $"{row.Milliseconds:F3}"),
            ]);

            // Read the ring buffer. Each record becomes a row of the output.
            using var stop = CommonOptions.StopAfter(given.GetValue(duration), cancellationToken);
            await using (rows)
            {
                try
                {
                    await foreach (var e in reader.ReadAllAsync(stop.Token))
                    {
                        rows.Add(new Connection(
                            e.Timestamp,
                            e.Pid,
                            e.Command.ToString(),
                            Address(e.Local),
                            e.LocalPort,
                            Address(e.Remote),
                            e.RemotePort,
                            e.Sent,
                            e.Received,
                            Math.Round((double)e.Duration / NanosecondsPerMillisecond, 3)));
                        if (rows.Count == given.GetValue(count))
                        {
                            break;
                        }
                    }
                }
                catch (OperationCanceledException) when (stop.IsCancellationRequested)
                {
                    // The duration has passed, or the user pressed Ctrl-C.
                }
            }

            Console.Error.WriteLine($"{rows.Count} connections, {probe.Bss.Lost} lost.");
        });
        return command;
    }

    /// <summary>Formats an address. The kernel reports IPv4 addresses as mapped IPv6 addresses.</summary>
    private static string Address(ReadOnlySpan<byte> bytes)
    {
        var address = new IPAddress(bytes);
        return (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
    }

    /// <summary>A row of the output: a TCP connection that has ended.</summary>
    internal sealed record Connection(
        ulong Timestamp,
        int Pid,
        string Command,
        string Local,
        [property: JsonPropertyName("lport")] ushort LocalPort,
        string Remote,
        [property: JsonPropertyName("rport")] ushort RemotePort,
        ulong Sent,
        ulong Received,
        [property: JsonPropertyName("ms")] double Milliseconds);
}
