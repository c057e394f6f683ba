using System;
using BpfGen.Errors;
using BpfGen.Interop;

namespace BpfGen.Buffers;

/// <summary>The buffer of one CPU: a perf event and the ring that it shares with the kernel.</summary>
internal sealed unsafe class PerfCpuBuffer : IDisposable
{
    private const uint TypeSoftware = 1;
    private const ulong ConfigBpfOutput = 10;
    private const ulong SampleRaw = 1 << 10;
    private const ulong Watermark = 1 << 14;

    /// <summary>The memory, which the garbage collector unmaps if a reader is forgotten.</summary>
    private readonly MappedMemory _memory;

    private PerfCpuBuffer(int cpu, FileDescriptor descriptor, MappedMemory memory, int pageSize, int dataSize)
    {
        Descriptor = descriptor;
        _memory = memory;
        Ring = new PerfRing(cpu, (byte*)memory.Address, pageSize, dataSize);
    }

    public FileDescriptor Descriptor { get; }

    public PerfRing Ring { get; }

    /// <param name="cpu">The CPU number.</param>
    /// <param name="dataSize">The size of the ring's data in bytes: a power of two of whole pages.</param>
    /// <param name="options">The thresholds for waking the reader.</param>
    /// <param name="subject">The reader's description, for messages.</param>
    /// <returns>The buffer, or null if the CPU is offline.</returns>
    public static PerfCpuBuffer? Open(int cpu, int dataSize, PerfReaderOptions options, string subject)
    {
        var attributes = new PerfEventAttributes
        {
            Type = TypeSoftware,
            Config = ConfigBpfOutput,
            SamplePeriod = 1,
            SampleType = SampleRaw,
            Flags = options.WakeupBytes is null ? 0 : Watermark,
            WakeupEvents = (uint)(options.WakeupBytes ?? options.WakeupEvents),
        };
        if (Perf.TryOpen(ref attributes, pid: -1, cpu) is not { } descriptor)
        {
            return Errno.Last == Errno.ENODEV ? null : throw Failure("perf_event_open", subject);
        }

        var pageSize = MappedMemory.PageSize;
        if (MappedMemory.TryMap(descriptor, (nuint)(pageSize + dataSize), isReadOnly: false) is not { } memory)
        {
            var failure = Failure("mmap", subject);
            descriptor.Dispose();
            throw failure;
        }

        return new PerfCpuBuffer(cpu, descriptor, memory, pageSize, dataSize);
    }

    /// <summary>Closes the event and unmaps the memory. No thread may be reading.</summary>
    public void Dispose()
    {
        _memory.Dispose();
        Descriptor.Dispose();
    }

    private static BpfException Failure(string call, string subject)
    {
        var errno = Errno.Last;
        return new BpfException(call, errno, subject, Hints.ForCapability(errno, Capability.Perfmon));
    }
}
