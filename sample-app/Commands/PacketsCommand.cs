using System;
using System.CommandLine;
using System.Text.Json;

namespace BpfGen.Sample;

/// <summary>The root command, which runs if the user names no command: prints every packet of an interface.</summary>
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
            // Load the object: create its map, and load its program into the kernel.
            KernelSupport.Require(Probe.CheckSupport());
            using var probe = Probe.Load();
            using var reader = probe.Events.OpenReader();

            // Attach the program. It now runs for each packet.
            using var socket = PacketSocket.Open(given.GetRequiredValue(interfaceName));
            using var link = probe.BpfProg.Attach(socket);
            using var traffic = given.GetValue(selfTest) ? LoopbackTraffic.Start() : null;
            Console.Error.WriteLine($"Watching {given.GetValue(interfaceName)}. Press Ctrl-C to stop.");

            // Read the perf event array. The program sends a record for each packet.
            var seconds = given.GetValue(selfTest) && given.GetValue(duration) == 0 ? SelfTestSeconds : given.GetValue(duration);
            using var stop = CommonOptions.StopAfter(seconds, cancellationToken);
            var events = 0u;
            try
            {
                await foreach (var record in reader.ReadAllAsync(stop.Token))
                {
                    // Print the packet.
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

    /// <summary>A packet as <c>--json</c> prints it.</summary>
    /// <param name="Cpu">The CPU that received the packet.</param>
    /// <param name="Timestamp">The time in nanoseconds since boot.</param>
    internal sealed record Packet(int Cpu, ulong Timestamp);
}
