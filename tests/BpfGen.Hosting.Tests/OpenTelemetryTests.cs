using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using BpfGen.Extensions.Hosting;
using BpfGen.Hosting.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Xunit;

namespace BpfGen.Hosting.Tests;

/// <summary>The SDK and the exporters of OpenTelemetry publish the numbers that the kernel counted.</summary>
[Collection(KernelTests.Name)]
public sealed class OpenTelemetryTests
{
    // The fields of Metric, Sum, Histogram, ExponentialHistogram and their data points in opentelemetry/proto/metrics/v1/metrics.proto.
    private const int MetricUnit = 3;
    private const int MetricSum = 7;
    private const int MetricHistogram = 9;
    private const int MetricExponentialHistogram = 10;
    private const int DataPoints = 1;
    private const int IsMonotonic = 3;
    private const int NumberAttributes = 7;
    private const int NumberInteger = 6;
    private const int HistogramCount = 4;
    private const int HistogramSum = 5;
    private const int HistogramBuckets = 6;
    private const int HistogramBounds = 7;

    public OpenTelemetryTests() => Ping.KernelRequired();

    [Fact]
    public async Task A_scrape_in_the_format_of_Prometheus_has_the_numbers_of_the_kernel()
    {
        var port = FreePort.Find();
        await using var host = new CountsHost(AddMetrics, services => services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter(BpfTelemetry.Name)
            .AddPrometheusHttpListener(options => (options.Port, options.ScrapeResponseCacheDurationMilliseconds) = (port, 0))));
        await host.StartAsync();
        using var client = new HttpClient();

        Ping.Send(20);
        var first = await Scrape();
        Ping.SendEach(3);
        var second = await Scrape();

        Assert.Equal(10, first["calls_total{odd=\"0\"}"]);
        Assert.Equal((10d, 11d), (second["calls_total{odd=\"0\"}"], second["calls_total{odd=\"1\"}"]));
        Assert.Equal(
            [2, 4, 8, 16, 20, 20, 20, 20],
            new[] { "1", "3", "7", "15", "31", "63", "127", "+Inf" }.Select(bound => first[$"arguments_bytes_bucket{{le=\"{bound}\"}}"]));
        Assert.Equal((2d, 5d), (second["arguments_bytes_bucket{le=\"1\"}"], second["arguments_bytes_bucket{le=\"3\"}"]));
        Assert.Equal((20d, 21d), (first["arguments_bytes_count"], second["arguments_bytes_count"]));
        Assert.Equal(20, first["bpf_map_entries{bpf_map=\"by_argument\",bpf_object=\"Counts\"}"]);

        async Task<Dictionary<string, double>> Scrape() => PrometheusText.Parse(await client.GetStringAsync(
            new Uri($"http://localhost:{port}/metrics"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_receiver_of_OTLP_gets_the_numbers_of_the_kernel()
    {
        using var receiver = new OtlpReceiver();
        await using var host = new CountsHost(AddMetrics, services => Export(services, receiver, _ => { }));
        await host.StartAsync();

        Ping.Send(20);
        Flush(host);

        var sum = receiver.Metrics["calls"].Message(MetricSum)!;
        Assert.Equal(1ul, sum.Number(IsMonotonic));
        Assert.Equal(
            ["odd=0: 10", "odd=1: 10"],
            sum.Messages(DataPoints)
                .Select(point => $"{OtlpReceiver.Attributes(point, NumberAttributes)}: {point.Number(NumberInteger)}")
                .Order());
        var histogram = receiver.Metrics["arguments"].Message(MetricHistogram)!.Message(DataPoints)!;
        Assert.Equal([1, 3, 7, 15, 31, 63, 127], histogram.Fixed64(HistogramBounds).Select(BitConverter.UInt64BitsToDouble));
        Assert.Equal([2, 2, 4, 8, 4, 0, 0, 0], histogram.Fixed64(HistogramBuckets));
        Assert.Equal(20ul, histogram.Number(HistogramCount));
        Assert.Equal((2 * 0.5) + (2 * 2.5) + (4 * 5.5) + (8 * 11.5) + (4 * 23.5), histogram.Double(HistogramSum));
        Assert.Equal("By", receiver.Metrics["arguments"].Text(MetricUnit));
    }

    [Fact]
    public async Task A_histogram_can_have_exponential_buckets_with_the_bounds_of_its_slots()
    {
        using var receiver = new OtlpReceiver();
        await using var host = new CountsHost(AddMetrics, services => Export(services, receiver, metrics => metrics.AddView(
            "arguments", new Base2ExponentialBucketHistogramConfiguration { MaxScale = 0 })));
        await host.StartAsync();

        Ping.Send(20);
        Flush(host);

        // Bucket i of scale 0 has the values above 2^i, up to 2^(i + 1). The fields: 6 scale, 8 positive; 1 offset in zigzag, 2 counts.
        var point = receiver.Metrics["arguments"].Message(MetricExponentialHistogram)!.Message(DataPoints)!;
        Assert.Equal((20ul, 0ul), (point.Number(HistogramCount), point.Number(6)));
        var buckets = point.Message(8)!;
        Assert.Equal(-2, Zigzag(buckets.Number(1)));
        Assert.Equal([2, 0, 0, 2, 4, 8, 4], buckets.Varints(2));
    }

    [Fact]
    public async Task The_last_export_has_the_counts_up_to_the_stop_of_the_host()
    {
        using var receiver = new OtlpReceiver();
        await using (var host = new CountsHost(AddMetrics, services => Export(services, receiver, _ => { })))
        {
            await host.StartAsync();
            Ping.Send(4);
            Flush(host);
            Ping.Send(2);
            await host.StopAsync();
        }

        var sum = receiver.Metrics["calls"].Message(MetricSum)!;
        Assert.Equal(6ul, sum.Messages(DataPoints).Aggregate(0ul, (total, point) => total + point.Number(NumberInteger)));
        Assert.Equal(6ul, receiver.Metrics["arguments"].Message(MetricHistogram)!.Message(DataPoints)!.Number(HistogramCount));
    }

    [Fact]
    public async Task Two_objects_of_a_host_publish_their_own_metrics_under_the_same_names()
    {
        using var receiver = new OtlpReceiver();
        await using var host = new CountsHost(AddMetrics, services =>
        {
            Export(services, receiver, _ => { });
            services.AddBpf<Pings, Pings.LoadOptions>(Ping.OfThisProcess)
                .AddReader(probe => probe.Ring, (in Pings.Types.Ping _, IServiceProvider _) => { });
        });
        await host.StartAsync();

        Ping.Send(20);
        await CountsHost.Until(
            () => host.Services.GetRequiredService<BpfService<Pings>>().ReceivedCount == 20, "the records are received");
        Flush(host);

        Assert.Equal(
            ["bpf.object=Counts: 0", "bpf.object=Pings: 20"],
            receiver.Metrics["bpf.records.received"].Message(MetricSum)!.Messages(DataPoints)
                .Select(point => $"{OtlpReceiver.Attributes(point, NumberAttributes)}: {point.Number(NumberInteger)}")
                .Order());
    }

    [Fact]
    public async Task A_receiver_of_OTLP_gets_the_spans_of_the_kernel()
    {
        using var receiver = new OtlpReceiver();
        await using var host = new CountsHost(
            builder => builder.AddSpans(
                probe => probe.Spans,
                (in Counts.Types.Span record) => new KernelSpan("getpgid", record.Start, record.End)
                {
                    Tags = new() { { "argument", (long)record.Argument } },
                }),
            services => services.AddOpenTelemetry().WithTracing(traces => traces
                .AddSource(BpfTelemetry.Name)
                .AddOtlpExporter(options => Send(options, new Uri(receiver.Address, "v1/traces")))));
        await host.StartAsync();

        var before = DateTimeOffset.UtcNow;
        Ping.SendEach(42);
        var after = DateTimeOffset.UtcNow;
        await CountsHost.Until(() => host.Service.ReceivedCount == 1, "the record is received");
        Assert.True(host.Services.GetRequiredService<TracerProvider>().ForceFlush());

        // The fields of Span: 5 name, 7 and 8 start and end in nanoseconds, 9 attributes.
        var span = Assert.Single(receiver.Spans);
        Assert.Equal(("getpgid", "argument=42"), (span.Text(5), OtlpReceiver.Attributes(span, 9)));
        Assert.InRange(Nanoseconds(span.Number(7)), before.AddMilliseconds(-1), after);
        Assert.InRange(Nanoseconds(span.Number(8)), Nanoseconds(span.Number(7)), after.AddMilliseconds(1));
    }

    private static void AddMetrics(BpfBuilder<Counts> builder) => builder
        .AddCounter("calls", probe => probe.ByArgument, tags: call => new() { { "odd", (long)call.IsOdd } })
        .AddHistogram("arguments", probe => probe.Slots, options => options.Unit = "By");

    private static void Export(IServiceCollection services, OtlpReceiver receiver, Action<MeterProviderBuilder> configure) =>
        services.AddOpenTelemetry().WithMetrics(metrics =>
        {
            configure(metrics.AddMeter(BpfTelemetry.Name));
            metrics.AddOtlpExporter(options => Send(options, new Uri(receiver.Address, "v1/metrics")));
        });

    private static void Send(OtlpExporterOptions options, Uri address) =>
        (options.Endpoint, options.Protocol) = (address, OtlpExportProtocol.HttpProtobuf);

    private static void Flush(CountsHost host) => Assert.True(host.Services.GetRequiredService<MeterProvider>().ForceFlush());

    private static long Zigzag(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);

    private static DateTimeOffset Nanoseconds(ulong time) => DateTimeOffset.UnixEpoch.AddTicks((long)(time / 100));
}
