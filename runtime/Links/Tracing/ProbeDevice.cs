using System;
using System.Globalization;
using BpfGen.Interop;
using BpfGen.KernelFacts;

namespace BpfGen.Links;

/// <summary>The perf device (PMU) with which <c>perf_event_open</c> creates probes of one kind, as sysfs describes it.</summary>
/// <param name="name"><c>kprobe</c> or <c>uprobe</c>.</param>
internal sealed class ProbeDevice(string name)
{
    private readonly Lazy<uint?> _type = new(() => Number(name, "type"));
    private readonly Lazy<uint?> _returnBit = new(() => Number(name, "format/retprobe"));
    private readonly Lazy<uint?> _counterShift = new(() => Number(name, "format/ref_ctr_offset"));

    public static ProbeDevice Kprobe { get; } = new("kprobe");

    public static ProbeDevice Uprobe { get; } = new("uprobe");

    public bool Exists => _type.Value is not null;

    /// <summary>
    /// The file of tracefs that creates a probe for each line written to it. It also exists on kernels without the perf device.
    /// </summary>
    public string EventsFile => name + "_events";

    /// <summary>The reason, as a sentence, why the kernel has neither the perf device nor the file in tracefs.</summary>
    public string Missing =>
        $"The kernel was built without {name}s (CONFIG_{(name == "kprobe" ? "KPROBE" : "UPROBE")}_EVENTS), which such programs require.";

    /// <summary>The reason, as a sentence, why the kernel does not have the perf device.</summary>
    public string Absence => RunningKernel.Version < FirstKernels.ProbeDevices
        ? $"Linux {RunningKernel.Version.ToString(2)} creates {name}s in tracefs only; perf_event_open supports them since Linux "
            + $"{FirstKernels.ProbeDevices.ToString(2)}. Use ProbeMode.Newest or ProbeMode.TraceFs."
        : Missing;

    /// <summary>Whether a probe can increment a counter in the probed process (Linux 4.20).</summary>
    public bool HasCounters => _counterShift.Value is not null;

    /// <param name="text">The function or the path; empty if the offset is a kernel address.</param>
    /// <param name="offset">The offset in the function or file, in bytes.</param>
    /// <param name="isReturn">Whether to probe the return.</param>
    /// <param name="counter">The file offset of a counter to increment; 0 for none.</param>
    /// <param name="pid">The process; -1 for all.</param>
    /// <returns>The event; null if the kernel rejected the event. Then <see cref="Errno.Last"/> has the reason.</returns>
    public unsafe FileDescriptor? TryOpen(string text, ulong offset, bool isReturn, ulong counter = 0, int pid = -1)
    {
        fixed (byte* start = text.Length == 0 ? null : ObjectPin.ZeroTerminated(text))
        {
            var attributes = new PerfEventAttributes
            {
                Type = _type.Value ?? 0,
                Config = (isReturn ? 1ul << (int)(_returnBit.Value ?? 0) : 0) | (counter << (int)(_counterShift.Value ?? 32)),
                Config1 = (ulong)start,
                Config2 = offset,
            };
            return Perf.TryOpen(ref attributes, pid, cpu: pid < 0 ? 0 : -1);
        }
    }

    /// <summary>
    /// Reads a number from one of the device's files. If the file contains a range of bits, such as <c>config:32-63</c>, the number is the
    /// index of the first bit.
    /// </summary>
    private static uint? Number(string device, string file)
    {
        var text = ProcFile.TryRead($"/sys/bus/event_source/devices/{device}/{file}")?.Trim();
        var digits = text?.Replace("config:", "", StringComparison.Ordinal).Split('-')[0];
        return uint.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
