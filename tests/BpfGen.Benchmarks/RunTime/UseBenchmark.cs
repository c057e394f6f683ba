using System;
using System.Runtime.InteropServices;
using System.Threading;

namespace BpfGen.Benchmarks;

/// <summary>
/// Measures what a program does after loading: map lookups and updates, receiving records, reading variables. The C programs do the same.
/// </summary>
internal static class UseBenchmark
{
    private const int Entries = 4096;
    private const uint RingSize = 1 << 20;
    private const int Records = 14_336;
    private const int Samples = 3072;
    private const int Reads = 10_000_000;

    /// <summary>
    /// The factor by which draining runs more often than the other measurements. One round of draining takes only microseconds, and its
    /// records may still be in the cache of another CPU, which makes the round slower. With enough rounds, some do not have this cost.
    /// </summary>
    private const int DrainsEach = 10;

    /// <summary>The sum of all results. It is public, so that the compiler cannot remove the computation.</summary>
    public static ulong Sum { get; private set; }

    /// <summary>The number of records that the callback has received. The callback in C also counts its records.</summary>
    public static int Taken { get; private set; }

    public static void Run(int count)
    {
        // The ring buffer is larger than in the object, so that the cost per record outweighs the cost of starting to read.
        using var calls = Calls.Load(new()
        {
            Rodata = { WantedThread = (uint)Environment.ProcessId },
            Maps = { Events = { MaxEntries = RingSize } },
        });
        Lookups(calls.Starts, count);
        Updates(calls.Starts, count);
        Batches(calls.Starts, count);

        // The programs stay attached until the end, as in C, because the kernel is busy for a while after programs are detached.
        using var links = calls.Attach();
        Drains(calls, count * DrainsEach);
        Variables(calls.Bss, count);
        SampleDrains(count * DrainsEach);
    }

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

    private static void Drains(Calls calls, int count)
    {
        using var reader = calls.Events.OpenReader();
        for (var i = 0; i < count; i++)
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

            Measure.Call(Records);
            measure = Measure.Start();
            taken = reader.Poll(TimeSpan.Zero, static record => Sum += MemoryMarshal.Read<ulong>(record));
            measure.End("drain-callback", Records);
            Check(calls, taken);
        }
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
