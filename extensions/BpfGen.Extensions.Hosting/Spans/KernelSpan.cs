using System;
using System.Diagnostics;

namespace BpfGen.Extensions.Hosting;

/// <summary>
/// A span of which eBPF programs saw the start and the end, in the time of the kernel. <see cref="Write"/> turns it into an
/// <see cref="Activity"/> with wall-clock times.
/// </summary>
/// <example>
/// <code>
/// var span = new KernelSpan("open", e.Start, e.End) { Tags = new() { { "process.pid", e.Pid } } };
/// span.Write(BpfTelemetry.ActivitySource);
/// </code>
/// </example>
public readonly struct KernelSpan
{
    private const ulong NanosecondsPerTick = 100;

    /// <summary>Describes a span.</summary>
    /// <param name="name">The name of the operation.</param>
    /// <param name="start">The start in nanoseconds of <see cref="Clock"/>.</param>
    /// <param name="end">The end in nanoseconds of <see cref="Clock"/>. An end before the start is taken for the start.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is null.</exception>
    public KernelSpan(string name, ulong start, ulong end)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
        Start = start;
        End = Math.Max(start, end);
    }

    /// <summary>The name of the operation.</summary>
    public string Name { get; }

    /// <summary>The start in nanoseconds of <see cref="Clock"/>.</summary>
    public ulong Start { get; }

    /// <summary>The end in nanoseconds of <see cref="Clock"/>.</summary>
    public ulong End { get; }

    /// <summary>The clock of the times: <see cref="KernelClock.Monotonic"/> (<c>bpf_ktime_get_ns()</c>) if you do not set it.</summary>
    public KernelClock? Clock { get; init; }

    /// <summary>The kind of the span. <see cref="ActivityKind.Internal"/> if you do not set it.</summary>
    public ActivityKind Kind { get; init; }

    /// <summary>The parent, if the program knows it. If you do not set it, the span begins a trace of its own.</summary>
    public ActivityContext Parent { get; init; }

    /// <summary>The tags.</summary>
    public TagList Tags { get; init; }

    /// <summary>The status. <see cref="ActivityStatusCode.Unset"/> if you do not set it.</summary>
    public ActivityStatusCode Status { get; init; }

    /// <summary>
    /// Writes the span to the listeners of a source. Call it soon after the record arrived: the wall-clock times are exact to about a
    /// microsecond as long as nobody sets the wall clock (see <see cref="KernelClock"/>).
    /// </summary>
    /// <param name="source">The source: <see cref="BpfTelemetry.ActivitySource"/> or an own one.</param>
    /// <returns>The stopped activity; null if no listener wants it. Without listeners, nothing is allocated.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    public Activity? Write(ActivitySource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.HasListeners() ? WriteTo(source) : null;
    }

    private Activity? WriteTo(ActivitySource source)
    {
        // The calling thread may be in an activity of its own, which is not the parent of what the kernel saw.
        var current = Activity.Current;
        Activity.Current = null;
        try
        {
            // One conversion: with two, the duration would have the errors of both.
            var start = (Clock ?? KernelClock.Monotonic).ToDateTimeOffset(Start);
            var activity = source.StartActivity(Name, Kind, Parent, tags: Tags, startTime: start);
            if (activity is null)
            {
                return null;
            }

            activity.SetEndTime(start.UtcDateTime.AddTicks((long)((End - Start) / NanosecondsPerTick)));
            activity.SetStatus(Status);
            activity.Stop();
            return activity;
        }
        finally
        {
            Activity.Current = current;
        }
    }
}
