using System;
using System.Diagnostics;
using System.Threading;

namespace BpfGen.Sample;

/// <summary>Loads the probe, attaches it to an interface, and prints what it sends.</summary>
internal sealed class PacketWatch(string interfaceName, int count, TimeSpan duration, bool json, bool selfTest)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan SelfTestLimit = TimeSpan.FromSeconds(30);
    private int _events;

    /// <returns>The exit code.</returns>
    public int Run(CancellationToken cancel)
    {
        using var probe = Probe.Load();                         // creates the map, loads the program
        using var socket = PacketSocket.Open(interfaceName);
        using var link = probe.BpfProg.Attach(socket);          // from here on the program sees packets
        using var reader = probe.Events.OpenReader();           // from here on its events arrive
        using var traffic = selfTest ? LoopbackTraffic.Start() : null;

        if (!json)
        {
            Console.Error.WriteLine($"Watching {interfaceName}; Ctrl-C ends.");
        }

        var clock = Stopwatch.StartNew();
        while (!cancel.IsCancellationRequested && !IsFinished(clock.Elapsed))
        {
            foreach (var record in reader.Read(Patience))
            {
                Print(record);
                if (_events == count)
                {
                    break;
                }
            }
        }

        if (!json)
        {
            Console.Error.WriteLine($"{_events} events, {reader.LostCount} lost.");
        }

        return selfTest && (_events == 0 || _events < count) ? 1 : 0;
    }

    private bool IsFinished(TimeSpan elapsed) =>
        (count > 0 && _events >= count)
        || (duration > TimeSpan.Zero && elapsed >= duration)
        || (selfTest && elapsed >= SelfTestLimit);

    private void Print(PerfEvent record)
    {
        _events++;
        var timestamp = record.As<ulong>();
        Console.WriteLine(json ? $"{{\"cpu\":{record.Cpu},\"timestamp\":{timestamp}}}" : $"cpu {record.Cpu}: {timestamp} ns");
    }
}
