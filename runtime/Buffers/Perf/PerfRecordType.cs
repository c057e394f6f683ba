namespace BpfGen.Buffers;

/// <summary>
/// The types of the records that a perf ring contains if programs write to it: <c>PERF_RECORD_…</c> of <c>uapi/linux/perf_event.h</c>.
/// </summary>
internal enum PerfRecordType : uint
{
    /// <summary>A notice about lost records: a 64-bit id and the 64-bit number of lost records.</summary>
    Lost = 2,

    /// <summary>A record from a program: a 32-bit size and that many bytes.</summary>
    Sample = 9,
}
