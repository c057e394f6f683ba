using System;
using System.Diagnostics;
using System.Threading;

namespace BpfGen.Soak;

/// <summary>
/// Sends numbered events at full rate from two threads, and receives them on two more: one pair for a ring buffer, one for a perf event
/// array. Each event must arrive once, or be counted as lost. Those of the ring buffer must arrive in order. A perf event array has a
/// buffer for each CPU, so its order is not fixed when the sender moves to another CPU.
/// </summary>
internal static class EventStream
{
    private const int PerRun = 10_000;

    /// <summary>The growth that is allowed to the process after the first tenth of the time, in KiB.</summary>
    private const long MostGrowth = 8192;

    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(100);

    public static int Run(TimeSpan time)
    {
        using var events = Events.Load(new() { Rodata = { Process = (uint)Environment.ProcessId } });
        using var ring = events.SoakRing.OpenReader();
        using var perf = events.SoakPerf.OpenReader(new() { BufferSizePerCpu = 256 * 1024 });
        using var link = events.SoakGetpgid.Attach();
        var (ringCount, perfCount) = (new Sequence(), new Sequence());
        var (isSending, isReceiving) = (true, true);

        Thread[] senders =
        [
            new(() => Repeat(ref isSending, () => events.SoakPacket.TestRun(new byte[64], options: new() { Repeat = PerRun }))),
            new(() => Repeat(ref isSending, SystemCalls.GetProcessGroup)),
        ];
        Thread[] receivers =
        [
            new(() => Repeat(ref isReceiving, () => ring.Poll(Wait, (in record) => ringCount.Add(record.Number, record.Check)))),
            new(() => Repeat(ref isReceiving, () => perf.Poll(Wait, (in record) => perfCount.Add(record.Number, record.Check)))),
        ];
        Array.ForEach(receivers, thread => thread.Start());
        Array.ForEach(senders, thread => thread.Start());
        var first = Watch(time, ringCount, perfCount);

        Volatile.Write(ref isSending, false);
        Array.ForEach(senders, thread => thread.Join());
        Thread.Sleep(10 * Wait);
        Volatile.Write(ref isReceiving, false);
        Array.ForEach(receivers, thread => thread.Join());

        var last = Holdings.Now();
        Console.WriteLine($"at the end: {last}");
        var isExact = IsExact("ring buffer", events.Bss.RingCalls, events.Bss.RingLost, ringCount)
            & IsExact("perf event array", events.Bss.PerfCalls, events.Bss.PerfLost, perfCount)
            && ringCount.OutOfOrder == 0;
        Console.WriteLine($"The reader of the perf event array counted {perf.LostCount:N0} lost records.");
        return isExact && perf.LostCount == (long)events.Bss.PerfLost && last.Resident <= first.Resident + MostGrowth
            && last.Descriptors == first.Descriptors
            ? 0
            : 1;
    }

    /// <returns>The resources that the process held after a tenth of the time.</returns>
    private static Holdings Watch(TimeSpan time, Sequence ring, Sequence perf)
    {
        // The console opens descriptors of its own when the first line is written.
        Console.WriteLine($"{time.TotalMinutes} minutes of events:");
        Holdings? first = null;
        var clock = Stopwatch.StartNew();
        for (var i = 1; i <= 10; i++)
        {
            Thread.Sleep((time * i / 10) - clock.Elapsed is var rest && rest > TimeSpan.Zero ? rest : TimeSpan.Zero);
            var now = Holdings.Now();
            first ??= now;
            Console.WriteLine($"{clock.Elapsed.TotalMinutes,5:0.0} minutes, {ring.Count + perf.Count:N0} events: {now}");
        }

        return first!;
    }

    private static bool IsExact(string name, ulong sent, ulong lost, Sequence received)
    {
        Console.WriteLine(
            $"{name}: {sent:N0} sent, {received.Count:N0} received, {lost:N0} lost, {received.Wrong:N0} torn, "
            + $"{received.OutOfOrder:N0} out of order");
        return sent == (ulong)received.Count + lost && received.Wrong == 0;
    }

    private static void Repeat(ref bool isRunning, Action action)
    {
        while (Volatile.Read(ref isRunning))
        {
            action();
        }
    }

    /// <summary>Counts events, and compares their numbers. Only one thread adds events.</summary>
    private sealed class Sequence
    {
        private long _count;
        private long _next;

        public long Count => Volatile.Read(ref _count);

        public long Wrong { get; private set; }

        public long OutOfOrder { get; private set; }

        public void Add(ulong number, ulong check)
        {
            Volatile.Write(ref _count, _count + 1);
            Wrong += check != ~number ? 1 : 0;
            OutOfOrder += (long)number < _next ? 1 : 0;
            _next = (long)number + 1;
        }
    }
}
