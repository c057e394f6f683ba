namespace BpfGen.Buffers;

/// <summary>The kinds of record in a perf ring that a program's output brings: <c>PERF_RECORD_…</c> of <c>uapi/linux/perf_event.h</c>.</summary>
internal enum PerfRecordType : uint
{
    /// <summary>Records that found no room: a 64-bit id and how many they were.</summary>
    Lost = 2,

    /// <summary>What a program sent: a 32-bit size and as many bytes.</summary>
    Sample = 9,
}
