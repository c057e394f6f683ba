using System;
using System.Runtime.InteropServices;
using System.Threading;
using BpfGen.Buffers;

namespace BpfGen.Runtime.Tests.Support;

/// <summary>
/// Passes records between two threads through the memory of a buffer, to test the memory order. One thread acts as the kernel: it writes a
/// record, publishes the record, and reuses the space that the reader returns. The other thread reads. If the reader sees a position or
/// header before the data of the record, it finds the number of an older record in the data. The rings are small, so that both threads
/// often access the same bytes.
/// </summary>
internal static unsafe class RingStress
{
    private const int PageSize = 4096;
    private const int Size = 256;
    private const int RecordSize = 32;
    private const uint Busy = 1u << 31;

    /// <summary>Passes records through a ring buffer, and returns the number of records with wrong contents.</summary>
    public static int OfRing(int records)
    {
        // Map the ring only once, because records of 32 bytes never cross its end.
        var memory = Allocate();
        var consumed = (ulong*)memory;
        var produced = (ulong*)(memory + PageSize);
        var ring = new RingMemory(memory, memory + PageSize, memory + (2 * PageSize), Size);
        var wrong = Run(
            number =>
            {
                SpinUntil(consumed, number * RecordSize, Size);
                var header = Header(memory, number);
                Volatile.Write(ref *header, (RecordSize - 8) | Busy);
                Volatile.Write(ref *produced, (number + 1) * RecordSize);
                Fill(header, number);
                Volatile.Write(ref *header, RecordSize - 8);
            },
            number =>
            {
                var position = number * RecordSize;
                var record = default(RingRecord);
                var available = 0ul;
                while ((available = ring.AvailableAt(position)) == 0 || !ring.TryRead(ref position, ref available, out record))
                {
                    Thread.SpinWait(1);
                }

                var isRight = IsRight(record.Data, number);
                ring.Consumed = position;
                return isRight;
            },
            records);
        NativeMemory.Free(memory);
        return wrong;
    }

    /// <summary>Passes records through a perf ring, and returns the number of records with wrong contents.</summary>
    public static int OfPerfRing(int records)
    {
        var memory = Allocate();
        var head = (ulong*)(memory + 1024);
        var tail = (ulong*)(memory + 1032);
        var ring = new PerfRing(cpu: 0, memory, 2 * PageSize, Size);
        var wrong = Run(
            number =>
            {
                SpinUntil(tail, number * RecordSize, Size);
                var header = Header(memory, number);
                header[0] = (uint)PerfRecordType.Sample;
                *(ushort*)((byte*)header + 6) = RecordSize;
                Fill(header, number);
                Volatile.Write(ref *head, (number + 1) * RecordSize);
            },
            number =>
            {
                while (!ring.Begin())
                {
                    Thread.SpinWait(1);
                }

                var isRight = ring.TryRead(out _, out var payload) && IsRight(payload, number);
                ring.End();
                return isRight;
            },
            records);
        NativeMemory.Free(memory);
        return wrong;
    }

    /// <summary>Passes records through a user ring buffer, and returns the number of records with wrong contents.</summary>
    public static int OfUserRing(int records)
    {
        var memory = Allocate();
        var consumed = (ulong*)memory;
        var produced = (ulong*)(memory + PageSize);
        var ring = new UserRingMemory(memory, memory + PageSize, memory + (2 * PageSize), Size);
        var wrong = Run(
            number =>
            {
                byte* record;
                while ((record = ring.TryReserve(RecordSize - 8)) == null)
                {
                    Thread.SpinWait(1);
                }

                Fill((uint*)(record - 8), number);
                UserRingMemory.Finish(record, isDiscarded: false);
            },
            number =>
            {
                while (Volatile.Read(ref *produced) == number * RecordSize || (Volatile.Read(ref *Header(memory, number)) & Busy) != 0)
                {
                    Thread.SpinWait(1);
                }

                var isRight = *Header(memory, number) == RecordSize - 8
                    && IsRight(new ReadOnlySpan<byte>((byte*)Header(memory, number) + 8, RecordSize - 8), number);
                Volatile.Write(ref *consumed, (number + 1) * RecordSize);
                return isRight;
            },
            records);
        NativeMemory.Free(memory);
        return wrong;
    }

    private static int Run(Action<ulong> write, Func<ulong, bool> read, int records)
    {
        var writer = new Thread(() =>
        {
            for (var number = 0ul; number < (ulong)records; number++)
            {
                write(number);
            }
        });
        writer.Start();
        var wrong = 0;
        for (var number = 0ul; number < (ulong)records; number++)
        {
            wrong += read(number) ? 0 : 1;
        }

        writer.Join();
        return wrong;
    }

    private static byte* Allocate() => (byte*)NativeMemory.AllocZeroed((2 * PageSize) + (2 * Size));

    private static uint* Header(byte* memory, ulong number) => (uint*)(memory + (2 * PageSize) + (number * RecordSize % Size));

    /// <summary>Waits until the reader has returned the space of the record at a position.</summary>
    private static void SpinUntil(ulong* consumed, ulong position, int size)
    {
        while (position + RecordSize - Volatile.Read(ref *consumed) > (ulong)size)
        {
            Thread.SpinWait(1);
        }
    }

    private static void Fill(uint* header, ulong number)
    {
        for (var i = 1; i < RecordSize / sizeof(ulong); i++)
        {
            ((ulong*)header)[i] = number;
        }
    }

    private static bool IsRight(ReadOnlySpan<byte> data, ulong number)
    {
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(data))
        {
            if (word != number)
            {
                return false;
            }
        }

        return true;
    }
}
