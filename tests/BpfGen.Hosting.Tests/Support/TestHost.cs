using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using BpfGen.Extensions.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace BpfGen.Hosting.Tests.Support;

/// <summary>A host with a probe.</summary>
internal class TestHost<T, TOptions> : IAsyncDisposable
    where T : class, IBpfObject<T, TOptions>
    where TOptions : class, new()
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly IHost _host;

    /// <param name="configure">Adds readers, metrics and options.</param>
    /// <param name="load">Sets load options.</param>
    /// <param name="services">Adds other services; null for none.</param>
    public TestHost(Action<BpfBuilder<T>> configure, Action<TOptions> load, Action<IServiceCollection>? services = null)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddProvider(Log).SetMinimumLevel(LogLevel.Trace);
        services?.Invoke(builder.Services);
        configure(builder.Services.AddBpf<T, TOptions>(load));
        _host = builder.Build();
    }

    public LogList Log { get; } = new();

    public IServiceProvider Services => _host.Services;

    public BpfService<T> Service => Services.GetRequiredService<BpfService<T>>();

    public CancellationToken Stopping => Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;

    public Task StartAsync() => _host.StartAsync(TestContext.Current.CancellationToken);

    public Task StopAsync() => _host.StopAsync(TestContext.Current.CancellationToken);

    /// <summary>Waits until a condition holds.</summary>
    public static async Task Until(Func<bool> condition, string what)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(clock.Elapsed < Limit, $"within {Limit}: {what}");
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
    }
}
