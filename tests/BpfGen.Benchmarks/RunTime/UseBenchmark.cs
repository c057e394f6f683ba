using System;
using System.Runtime.InteropServices;
using System.Threading;

namespace BpfGen.Benchmarks;

/// <summary>
/// Measures operations on a loaded object: map lookups and updates, receiving records, and reading variables. The C programs in
/// <c>peers/</c> measure the same operations.
/// </summary>
internal static class UseBenchmark
{
    private const int Entries = 4096;
    private const uint RingSize = 1 << 20;
    private const int Records = 14_336;
    private const int Samples = 3072;
    private const int Reads = 10_000_000;

    /// <summary>
    /// The number of drain rounds for each round of the other measurements. A drain round reads all records of the ring buffer. It takes
    /// only microseconds, and takes longer if the records are still in the cache of another CPU. With many rounds, some are free of this
    /// cost.
    /// </summary>
    private const int DrainsEach = 10;

    /// <summary>The sum of all values that were read. The property is public, so that the compiler cannot remove the reads.</summary>
    public static ulong Sum { get; private set; }

    /// <summary>The number of records that the callback has received. The callback in C also counts its records.</summary>
    public static int Taken { get; private set; }

    public static void Run(int count)
    {
        using var calls = LoadWithLargeRing();
        Lookups(calls.Starts, count);
        Updates(calls.Starts, count);
        Batches(calls.Starts, count);

        // Keep the programs attached until the end, as the C programs do, because the kernel is busy for a while after programs are
        // detached.
        using var links = calls.Attach();
        Drains(calls, count * DrainsEach);
        Variables(calls.Bss, count);
        SampleDrains(count * DrainsEach);
    }

    /// <summary>
    /// Loads the object with a larger ring buffer than its own, so that the cost of starting a read is negligible beside the cost of the
    /// records.
    /// </summary>
    private static Calls LoadWithLargeRing() => Calls.Load(new()
    {
        Rodata = { WantedThread = (uint)Environment.ProcessId },
        Maps = { Events = { MaxEntries = RingSize } },
    });

    private static void Lookups(HashMap<uint, ulong> map, int count)
    {
        for (var key = 0u; key < Entries; key++)
        {
            map.Update(key, key);
        }

        for (var i = 0; i < count; i++)
        {
            var measure = Measure.Start();
            for (var key = 0u; key < Entries; key++)
            {
                if (!map.TryGetValue(key, out var value))
                {
                    throw new InvalidOperationException("An entry is missing.");
                }

                Sum += value;
            }

            measure.End("lookup", Entries);
        }
    }

    private static void Updates(HashMap<uint, ulong> map, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var measure = Measure.Start();
            for (var key = 0u; key < Entries; key++)
            {
                map.Update(key, key);
            }

            measure.End("update", Entries);
        }
    }

    private static void Batches(HashMap<uint, ulong> map, int count)
    {
        var keys = new uint[Entries];
        var values = new ulong[Entries];
        for (var i = 0; i < count; i++)
        {
            var measure = Measure.Start();
            var cursor = default(BatchCursor<uint>);
            var read = map.ReadBatch(ref cursor, keys, values);
            measure.End("batch", Entries);
            if (read != Entries)
            {
                throw new InvalidOperationException($"The batch read {read} entries instead of {Entries}.");
            }
        }
    }

    /// <summary>Receives records in a loop, and does nothing else, so that the instructions of the process can be counted.</summary>
    public static void Receive(int count)
    {
        using var calls = LoadWithLargeRing();
        using var links = calls.Attach();
        using var reader = calls.Events.OpenReader();
        for (var i = 0; i < count; i++)
        {
            Drain(calls, reader);
        }
    }

    /// <summary>As <see cref="Receive"/>, in a callback.</summary>
    public static void ReceiveByCallback(int count)
    {
        using var calls = LoadWithLargeRing();
        using var links = calls.Attach();
        using var reader = calls.Events.OpenReader();
        for (var i = 0; i < count; i++)
        {
            DrainByCallback(calls, reader);
        }
    }

    private static void Drains(Calls calls, int count)
    {
        using var reader = calls.Events.OpenReader();
        for (var i = 0; i < count; i++)
        {
            Drain(calls, reader);
            DrainByCallback(calls, reader);
        }
    }

    private static void Drain(Calls calls, RingBufferReader reader)
    {
        Measure.Call(Records);
        var taken = 0;
        var sum = 0ul;
        var measure = Measure.Start();
        foreach (var record in reader.Read(TimeSpan.Zero))
        {
            sum += MemoryMarshal.Read<ulong>(record);
            taken++;
        }

        measure.End("drain", Records);
        Sum += sum;
        Check(calls, taken);
    }

    private static void DrainByCallback(Calls calls, RingBufferReader reader)
    {
        Measure.Call(Records);
        var measure = Measure.Start();
        var taken = reader.Poll(TimeSpan.Zero, static record => Sum += MemoryMarshal.Read<ulong>(record));
        measure.End("drain-callback", Records);
        Check(calls, taken);
    }

    private static void Check(Calls calls, int taken)
    {
        if (taken != Records)
        {
            throw new InvalidOperationException(
                $"Received {taken} records instead of {Records}; the probe saw {calls.Bss.Calls} calls and lost {calls.Bss.Lost} records.");
        }
    }

    private static void SampleDrains(int count)
    {
        using var samples = BpfGen.Benchmarks.Samples.Load(new() { Rodata = { WantedThread = (uint)Environment.ProcessId } });
        using var links = samples.Attach();
        using var reader = samples.Records.OpenReader();
        for (var i = 0; i < count; i++)
        {
            Measure.Call(Samples);
            var taken = 0;
            var sum = 0ul;
            var measure = Measure.Start();
            while (taken < Samples)
            {
                foreach (var record in reader.Read(TimeSpan.Zero))
                {
                    sum += MemoryMarshal.Read<ulong>(record.Data);
                    taken++;
                }
            }

            measure.End("perf-drain", Samples);
            Sum += sum;

            Measure.Call(Samples);
            Taken = 0;
            measure = Measure.Start();
            while (Taken < Samples)
            {
                reader.Poll(TimeSpan.Zero, static record =>
                {
                    Sum += MemoryMarshal.Read<ulong>(record.Data);
                    Taken++;
                });
            }

            measure.End("perf-drain-callback", Samples);
        }
    }

    private static void Variables(Calls.Types.BssVariables bss, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var total = 0ul;
            var measure = Measure.Start();
            ref var variable = ref bss.Calls;
            for (var read = 0; read < Reads; read++)
            {
                total += Volatile.Read(ref variable);
            }

            measure.End("variable", Reads);
            Sum += total;
        }
    }
}
