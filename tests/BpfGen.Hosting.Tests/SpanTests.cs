using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;
using BpfGen.Extensions.Hosting;
using BpfGen.Hosting.Tests.Support;
using Xunit;

namespace BpfGen.Hosting.Tests;

/// <summary>Records with the start and the end of an operation become spans with wall-clock times.</summary>
[Collection(KernelTests.Name)]
public sealed class SpanTests
{
    public SpanTests() => Ping.KernelRequired();

    [Fact]
    public async Task A_record_becomes_a_span_with_the_times_of_the_kernel()
    {
        var records = new ConcurrentQueue<Counts.Types.Span>();
        var spans = new ConcurrentQueue<Activity>();
        using var listener = Listen(spans);
        await using var host = new CountsHost(builder => builder.AddSpans(
            probe => probe.Spans,
            (in Counts.Types.Span record) =>
            {
                records.Enqueue(record);
                return new KernelSpan("getpgid", record.Start, record.End)
                {
                    Kind = ActivityKind.Client,
                    Tags = new() { { "argument", record.Argument } },
                };
            }));
        await host.StartAsync();

        var before = DateTime.UtcNow;
        Ping.SendEach(0, int.MaxValue);
        var after = DateTime.UtcNow;
        await CountsHost.Until(() => spans.Count == 2, "both spans are written");

        // The conversion of the kernel's time to wall-clock time is exact to about a microsecond.
        var tolerance = TimeSpan.FromMilliseconds(1);
        Assert.All(spans, span => Assert.InRange(span.StartTimeUtc, before - tolerance, after));
        Assert.All(spans, span => Assert.InRange(span.StartTimeUtc + span.Duration, before, after + tolerance));
        Assert.Equal(records.Select(record => (long)(record.End - record.Start) / 100), spans.Select(span => span.Duration.Ticks));
        Assert.Equal([0u, (uint)int.MaxValue], spans.Select(span => (uint)span.GetTagItem("argument")!));
        Assert.All(spans, span => Assert.Equal(("getpgid", ActivityKind.Client), (span.OperationName, span.Kind)));
    }

    [Fact]
    public async Task Without_a_listener_no_span_is_described()
    {
        var described = 0;
        await using var host = new CountsHost(builder => builder.AddSpans(
            probe => probe.Spans,
            (in Counts.Types.Span record) =>
            {
                described++;
                return new KernelSpan("getpgid", record.Start, record.End);
            }));
        await host.StartAsync();

        Ping.Send(5);
        await CountsHost.Until(() => host.Service.ReceivedCount == 5, "the records are received");

        Assert.Equal(0, described);
    }

    [Fact]
    public async Task A_record_without_a_span_is_left_out()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = Listen(spans);
        await using var host = new CountsHost(builder => builder.AddSpans(
            probe => probe.Spans,
            (in Counts.Types.Span record) => record.Argument == 3 ? new KernelSpan("getpgid", record.Start, record.End) : null));
        await host.StartAsync();

        Ping.Send(5);
        await CountsHost.Until(() => host.Service.ReceivedCount == 5, "the records are received");

        Assert.Single(spans);
    }

    [Fact]
    public void A_span_begins_a_trace_of_its_own_unless_it_names_its_parent()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = Listen(spans);
        using var current = new Activity("current").Start();
        var now = KernelClock.Monotonic.GetNanoseconds();
        var parent = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded);

        var alone = new KernelSpan("alone", now, now).Write(BpfTelemetry.ActivitySource)!;
        var child = new KernelSpan("child", now, now) { Parent = parent, Status = ActivityStatusCode.Error }
            .Write(BpfTelemetry.ActivitySource)!;

        Assert.Equal(default, alone.ParentSpanId);
        Assert.NotEqual(current.TraceId, alone.TraceId);
        Assert.Equal((parent.TraceId, parent.SpanId), (child.TraceId, child.ParentSpanId));
        Assert.Equal(ActivityStatusCode.Error, child.Status);
        Assert.Same(current, Activity.Current);
        Assert.Equal(2, spans.Count);
    }

    [Fact]
    public void The_clock_of_a_span_can_be_another_one()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = Listen(spans);
        var before = DateTime.UtcNow;
        var tai = KernelClock.Tai.GetNanoseconds();

        var span = new KernelSpan("boot", tai, tai + 2_000) { Clock = KernelClock.Tai }.Write(BpfTelemetry.ActivitySource)!;

        Assert.InRange(span.StartTimeUtc, before - TimeSpan.FromMilliseconds(1), DateTime.UtcNow);
        Assert.Equal(TimeSpan.FromMicroseconds(2), span.Duration);
    }

    [Fact]
    public void A_span_whose_end_is_before_its_start_has_no_duration()
    {
        var span = new KernelSpan("backwards", 2_000, 1_000);

        Assert.Equal((2_000ul, 2_000ul), (span.Start, span.End));
    }

    private static ActivityListener Listen(ConcurrentQueue<Activity> spans)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == BpfTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
