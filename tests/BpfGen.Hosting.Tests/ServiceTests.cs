using System;
using System.Threading.Tasks;
using BpfGen.Extensions.Hosting;
using BpfGen.Hosting.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Xunit;

namespace BpfGen.Hosting.Tests;

/// <summary>A host loads, attaches and detaches an eBPF object.</summary>
[Collection(KernelTests.Name)]
public sealed class ServiceTests
{
    public ServiceTests() => Ping.KernelRequired();

    [Fact]
    public async Task A_host_attaches_on_start_and_detaches_on_stop()
    {
        await using var host = new ProbeHost(_ => { });
        Assert.Equal(BpfServiceState.Stopped, host.Service.State);

        await host.StartAsync();
        Assert.Equal(BpfServiceState.Running, host.Service.State);
        Assert.Single(host.Service.Links);
        var program = host.Services.GetRequiredService<Pings>().OnGetpgid;

        await host.StopAsync();
        Assert.Equal(BpfServiceState.Stopped, host.Service.State);
        Assert.Null(host.Service.Instance);
        Assert.Empty(host.Service.Links);
        Assert.Throws<ObjectDisposedException>(() => program.GetInfo());
        Assert.Equal(1, host.Log.CountOf(LogLevel.Information, "Loaded and attached Pings in "));
        Assert.Equal(1, host.Log.CountOf(LogLevel.Information, "Detached Pings: 0 records received"));
    }

    [Fact]
    public async Task An_object_that_is_not_loaded_cannot_be_injected()
    {
        await using var host = new ProbeHost(_ => { });

        var exception = Assert.Throws<InvalidOperationException>(() => host.Services.GetRequiredService<Pings>());

        Assert.StartsWith("Pings is not loaded. ", exception.Message);
    }

    [Fact]
    public async Task UseAttachment_replaces_the_default_attachment_of_the_object()
    {
        await using var host = new ProbeHost(builder => builder.UseAttachment(probe => []));
        await host.StartAsync();

        Assert.Empty(host.Service.Links);
        Assert.Equal(BpfServiceState.Running, host.Service.State);
    }

    [Fact]
    public async Task Starting_the_host_throws_the_exception_of_a_failed_load()
    {
        await using var host = new ProbeHost(_ => { }, Invalid);

        var exception = await Assert.ThrowsAsync<BpfException>(host.StartAsync);

        Assert.Equal(("BPF_PROG_LOAD", "EINVAL"), (exception.Command, exception.ErrnoName));
        Assert.Equal(BpfServiceState.Failed, host.Service.State);
        Assert.Same(exception, host.Service.Failure);
    }

    [Fact]
    public async Task In_retry_mode_a_failed_load_is_repeated_until_it_succeeds()
    {
        var attempts = 0;
        await using var host = new ProbeHost(
            builder => builder.AddHealthCheck().Configure(options =>
                (options.FailureMode, options.RetryDelay) = (BpfFailureMode.Retry, TimeSpan.FromMilliseconds(50))),
            options =>
            {
                if (++attempts <= 2)
                {
                    Invalid(options);
                }
            });

        await host.StartAsync();
        var failed = await Health(host);
        await ProbeHost.Until(() => host.Service.State == BpfServiceState.Running, "the third attempt succeeds");
        var running = await Health(host);

        Assert.Equal((HealthStatus.Unhealthy, HealthStatus.Healthy), (failed.Status, running.Status));
        Assert.IsType<BpfException>(failed.Exception);
        Assert.Equal(2, host.Log.CountOf(LogLevel.Error, "Pings cannot be loaded and attached. "));
        Assert.Null(host.Service.Failure);
    }

    [Fact]
    public async Task Stopping_the_host_ends_the_retries_of_a_failed_load()
    {
        await using var host = new ProbeHost(
            builder => builder.Configure(options =>
                (options.FailureMode, options.RetryDelay) = (BpfFailureMode.Retry, TimeSpan.FromHours(1))),
            Invalid);
        await host.StartAsync();

        await host.StopAsync();

        Assert.Equal(BpfServiceState.Failed, host.Service.State);
    }

    [Fact]
    public void Adding_an_object_twice_throws()
    {
        var services = new ServiceCollection();
        services.AddBpf<Pings>();

        var exception = Assert.Throws<InvalidOperationException>(() => services.AddBpf<Pings>());

        Assert.Equal("Pings was already added. A host loads an object once.", exception.Message);
    }

    [Fact]
    public void Options_reject_times_and_sizes_that_are_not_positive()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new BpfServiceOptions { RetryDelay = TimeSpan.Zero });
        Assert.Throws<ArgumentOutOfRangeException>(() => new BpfServiceOptions { MaxRetryDelay = TimeSpan.FromSeconds(-1) });
        Assert.Throws<ArgumentOutOfRangeException>(() => new BpfServiceOptions { DrainTimeout = TimeSpan.Zero });
        Assert.Throws<ArgumentOutOfRangeException>(() => new BpfReaderOptions { QueueCapacity = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new BpfReaderOptions { MaxBatchSize = 0 });
    }

    /// <summary>Sets a flag that no kernel knows, so that the kernel rejects the program.</summary>
    private static void Invalid(Pings.LoadOptions options) => options.Programs.OnGetpgid.Flags = 1u << 31;

    private static async Task<HealthReportEntry> Health(ProbeHost host)
    {
        var checks = host.Services.GetRequiredService<HealthCheckService>();
        var report = await checks.CheckHealthAsync(TestContext.Current.CancellationToken);
        return report.Entries["Pings"];
    }
}
