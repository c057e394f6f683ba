using System.Collections.Generic;
using System.Diagnostics.Metrics;

namespace BpfGen.Extensions.Hosting;

/// <summary>The kernel's counters of a program.</summary>
internal sealed class ProgramMetrics(BpfProgram program, KeyValuePair<string, object?> bpfObject)
{
    /// <summary>The last information of the kernel; null before the first read.</summary>
    public BpfProgramInfo? Last { get; private set; }

    public void Read() => Last = program.GetInfo();

    public Measurement<TOut> Measure<TOut>(TOut value)
        where TOut : struct => new(value, bpfObject, new KeyValuePair<string, object?>("bpf.program", program.Name));
}
