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
    private const int ProtectionReadWrite = 3;
    private const int MapShared = 1;

    private readonly byte* _memory;
    private readonly nuint _memorySize;
    private bool _isDisposed;

    private PerfCpuBuffer(int cpu, FileDescriptor descriptor, byte* memory, int pageSize, int dataSize)
    {
        Descriptor = descriptor;
        _memory = memory;
        _memorySize = (nuint)(pageSize + dataSize);
        Ring = new PerfRing(cpu, memory, pageSize, dataSize);
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
        using var lease = descriptor.Use();
        var memory = Libc.MemoryMap(0, (nuint)(pageSize + dataSize), ProtectionReadWrite, MapShared, lease.Number, 0);
        if (memory == -1)
        {
            var failure = Failure("mmap", subject);
            descriptor.Dispose();
            throw failure;
        }

        return new PerfCpuBuffer(cpu, descriptor, (byte*)memory, pageSize, dataSize);
    }

    /// <summary>Closes the event and unmaps the memory. No thread may be reading.</summary>
    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            _ = Libc.MemoryUnmap((nint)_memory, _memorySize);
            Descriptor.Dispose();
        }
    }

    private static BpfException Failure(string call, string subject)
    {
        var errno = Errno.Last;
        return new BpfException(call, errno, subject, Hints.ForCapability(errno, Capability.Perfmon));
    }
}
