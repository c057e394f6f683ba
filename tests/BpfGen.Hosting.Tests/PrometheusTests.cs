using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using System.Threading.Tasks;
using BpfGen.Extensions.Hosting;
using BpfGen.Hosting.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using Xunit;

namespace BpfGen.Hosting.Tests;

/// <summary>Prometheus itself scrapes a host and answers queries with the numbers that the kernel counted.</summary>
[Collection(KernelTests.Name)]
public sealed class PrometheusTests : IDisposable
{
    private const string Program = "/usr/bin/prometheus";

    private readonly string _folder = Directory.CreateTempSubdirectory("bpfgen-prometheus").FullName;
    private readonly HttpClient _client = new();
    private readonly int _port = FreePort.Find();
    private Process? _prometheus;

    public PrometheusTests()
    {
        Ping.KernelRequired();
        Assert.SkipUnless(File.Exists(Program), "needs Prometheus: apt-get install prometheus");
    }

    public void Dispose()
    {
        _prometheus?.Kill();
        _prometheus?.WaitForExit();
        _prometheus?.Dispose();
        _client.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Queries_have_the_numbers_of_the_kernel()
    {
        var target = FreePort.Find();
        await using var host = new CountsHost(
            builder => builder
                .AddCounter("calls", probe => probe.ByArgument, tags: call => new() { { "odd", (long)call.IsOdd } })
                .AddHistogram("arguments", probe => probe.Slots)
                .AddHistogram("argument.buckets", probe => probe.Slots, options => options.Form = BpfHistogramForm.BucketCounters),
            services => services.AddOpenTelemetry().WithMetrics(metrics => metrics
                .AddMeter(BpfTelemetry.Name)
                .AddPrometheusHttpListener(options => options.Port = target)));
        await host.StartAsync();
        Start(target);

        Ping.Send(20);
        await Until("sum(calls_total)", 20);

        Assert.Equal(10, await Query("calls_total{odd=\"1\"}"));
        Assert.Equal(20, await Query("arguments_count"));
        Assert.Equal(16, await Query("arguments_bucket{le=\"15.0\"} or arguments_bucket{le=\"15\"}"));

        // Half of the 20 values are below 10: 8 are at most 7, and 2 of the 8 values in the next slot, which ends at 15, are interpolated.
        Assert.Equal(9, await Query("histogram_quantile(0.5, arguments_bucket)"));
        Assert.Equal(9, await Query("histogram_quantile(0.5, argument_buckets_total)"));

        Ping.Send(1);
        await Until("calls_total{odd=\"0\"}", 11);
    }

    private void Start(int target)
    {
        var configuration = Path.Combine(_folder, "prometheus.yml");
        File.WriteAllText(configuration, $"""
            scrape_configs:
              - job_name: bpfgen
                scrape_interval: 200ms
                scrape_timeout: 200ms
                static_configs:
                  - targets: ["localhost:{target}"]
            """);
        _prometheus = Process.Start(
            new ProcessStartInfo(
                Program,
                [
                    $"--config.file={configuration}", $"--storage.tsdb.path={_folder}/data", $"--web.listen-address=127.0.0.1:{_port}",
                    "--log.level=error",
                ])
            {
                RedirectStandardError = true,
            })!;

        // Its complaints about connections that the exporter closes are noise.
        _prometheus.BeginErrorReadLine();
    }

    private async Task Until(string query, double expected)
    {
        var clock = Stopwatch.StartNew();
        while (await TryQuery(query) is var value && value != expected)
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60), $"{query} is {value}, not {expected}.");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    private async Task<double> Query(string query) =>
        await TryQuery(query) ?? throw new InvalidOperationException($"{query} has not exactly one value.");

    /// <returns>The value of a query; null if it has none, or if Prometheus does not answer yet.</returns>
    private async Task<double?> TryQuery(string query)
    {
        try
        {
            var json = await _client.GetStringAsync(
                new Uri($"http://127.0.0.1:{_port}/api/v1/query?query={Uri.EscapeDataString(query)}"),
                TestContext.Current.CancellationToken);
            using var answer = JsonDocument.Parse(json);
            var results = answer.RootElement.GetProperty("data").GetProperty("result").EnumerateArray().ToList();
            return results is [var only] ? double.Parse(only.GetProperty("value")[1].GetString()!, CultureInfo.InvariantCulture) : null;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
