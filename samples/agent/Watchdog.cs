using System;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;

namespace BpfGen.Agent;

/// <summary>
/// Tells systemd that the agent is alive, if its unit has <c>WatchdogSec</c>. The message comes from the threads that also answer requests,
/// so systemd restarts an agent whose threads all hang.
/// </summary>
internal sealed class Watchdog(IServiceProvider services) : BackgroundService
{
    private static readonly ServiceState Alive = new("WATCHDOG=1");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (services.GetService<ISystemdNotifier>() is not { IsEnabled: true } systemd || Interval() is not { } interval)
        {
            return;
        }

        using var timer = new PeriodicTimer(interval);
        do
        {
            systemd.Notify(Alive);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }

    // Half of the time that systemd waits, which it gives in microseconds. The variables can be meant for another process.
    private static TimeSpan? Interval() =>
        Environment.GetEnvironmentVariable("WATCHDOG_PID") is var process
        && (string.IsNullOrEmpty(process) || process == Environment.ProcessId.ToString(CultureInfo.InvariantCulture))
        && long.TryParse(
            Environment.GetEnvironmentVariable("WATCHDOG_USEC"), NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds)
        && microseconds >= 2
            ? TimeSpan.FromMicroseconds(microseconds / 2)
            : null;
}
