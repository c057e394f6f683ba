using System;
using System.CommandLine;
using System.Text.Json;

namespace BpfGen.Sample;

/// <summary>The sample without a command: prints every packet of an interface.</summary>
internal static class PacketsCommand
{
    private const double SelfTestSeconds = 30;

    public static RootCommand Create()
    {
        var interfaceName = new Option<string>("--interface", "-i")
        {
            Description = "The network interface to watch.",
            HelpName = "name",
            DefaultValueFactory = _ => "lo",
        };
        var selfTest = new Option<bool>("--self-test")
        {
            Description = "Send packets to the loopback interface, and fail if no events arrive.",
        };
        var count = CommonOptions.Count("Stop after this many events.");
        var duration = CommonOptions.Duration();
        var json = CommonOptions.Json();

        var command = new RootCommand("Prints the CPU and the time of every packet of a network interface, as an eBPF program sees it.")
        {
            interfaceName, selfTest, count, duration, json,
        };
        command.SetAction(async (given, cancellationToken) =>
        {
            // Load: create the map, and load the program into the kernel.
            using var probe = Probe.Load();
            using var reader = probe.Events.OpenReader();

            // Attach: from here on the program sees packets.
            using var socket = PacketSocket.Open(given.GetRequiredValue(interfaceName));
            using var link = probe.BpfProg.Attach(socket);
            using var traffic = given.GetValue(selfTest) ? LoopbackTraffic.Start() : null;
            Console.Error.WriteLine($"Watching {given.GetValue(interfaceName)}. Press Ctrl-C to stop.");

            // Loop: each record of the perf event array is one packet.
            var seconds = given.GetValue(selfTest) && given.GetValue(duration) == 0 ? SelfTestSeconds : given.GetValue(duration);
            using var stop = CommonOptions.StopAfter(seconds, cancellationToken);
            var events = 0u;
            try
            {
                await foreach (var record in reader.ReadAllAsync(stop.Token))
                {
                    // Output.
                    var packet = new Packet(record.Cpu, record.As<ulong>());
                    Console.WriteLine(given.GetValue(json)
                        ? JsonSerializer.Serialize(packet, SampleJson.Default.Packet)
                        : $"cpu {packet.Cpu}: {packet.Timestamp} ns");
                    if (++events == given.GetValue(count))
                    {
                        break;
                    }
                }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // The duration has passed, or the user pressed Ctrl-C.
            }

            Console.Error.WriteLine($"{events} events, {reader.LostCount} lost.");
            return given.GetValue(selfTest) && (events == 0 || events < given.GetValue(count)) ? 1 : 0;
        });
        return command;
    }

    /// <summary>What <c>--json</c> prints for a packet.</summary>
    /// <param name="Cpu">The CPU that received the packet.</param>
    /// <param name="Timestamp">The time in nanoseconds since boot.</param>
    internal sealed record Packet(int Cpu, ulong Timestamp);
}
