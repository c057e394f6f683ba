using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using BpfGen.Agent.Options;
using BpfGen.Agent.Probes;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BpfGen.Agent.Web;

/// <summary>
/// Reads the probes once a second, but only while a page is open. Also removes idle rows from tables.
/// </summary>
internal sealed class Sampler(
    IEnumerable<IAgentProbe> probes, AgentOptions options, ExecFeed feed, TimeProvider time, ILogger<Sampler> logger) : BackgroundService
{
    private const int MostWatchers = 16;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FirstInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan SweepInterval = TimeSpan.FromMinutes(2);

    private readonly IReadOnlyList<IAgentProbe> _probes = [.. probes];
    private readonly Lock _gate = new();
    private readonly List<Channel<byte[]>> _watchers = [];
    private readonly Dictionary<string, (long Runs, TimeSpan Time)> _overheads = [];
    private readonly SemaphoreSlim _wake = new(0);
    private long _last;
    private long _lastSweep;

    /// <summary>Adds a watcher.</summary>
    /// <returns>The samples as JSON; null if there are too many watchers already.</returns>
    public Channel<byte[]>? Watch()
    {
        lock (_gate)
        {
            if (_watchers.Count >= MostWatchers)
            {
                return null;
            }

            // A browser that is too slow gets the newest samples only.
            var channel = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(2) { FullMode = BoundedChannelFullMode.DropOldest });
            _watchers.Add(channel);
            if (_watchers.Count == 1)
            {
                feed.Watch(true);
                _wake.Release();
            }

            return channel;
        }
    }

    /// <summary>Removes a watcher.</summary>
    public void Leave(Channel<byte[]> watcher)
    {
        lock (_gate)
        {
            if (_watchers.Remove(watcher) && _watchers.Count == 0)
            {
                feed.Watch(false);
            }
        }
    }

    public override void Dispose()
    {
        _wake.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            SweepIfDue();
            if (HasWatcher())
            {
                // A rate needs an earlier reading. Without a recent one, the first sample would be the mean over a long time.
                if (_last == 0 || time.GetElapsedTime(_last) > Interval * 3)
                {
                    _ = TryTake();
                    await Task.Delay(FirstInterval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }

                Publish();
                await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            else
            {
                _ = await _wake.WaitAsync(SweepInterval, stoppingToken).ConfigureAwait(false);
            }
        }
    }

    // A page can be open for weeks, and tables must not fill up meanwhile.
    private void SweepIfDue()
    {
        if (_lastSweep != 0 && time.GetElapsedTime(_lastSweep) < SweepInterval - Interval)
        {
            return;
        }

        _lastSweep = time.GetTimestamp();
        foreach (var probe in _probes)
        {
            probe.Sweep();
        }
    }

    private bool HasWatcher()
    {
        lock (_gate)
        {
            return _watchers.Count > 0;
        }
    }

    private void Publish()
    {
        if (TryTake() is not { } json)
        {
            return;
        }

        lock (_gate)
        {
            foreach (var watcher in _watchers)
            {
                _ = watcher.Writer.TryWrite(json);
            }
        }
    }

    // An exception would stop the host, with status 0. But the metrics do not depend on the page.
    private byte[]? TryTake()
    {
        try
        {
            return JsonSerializer.SerializeToUtf8Bytes(Take(), AgentJson.Default.Sample);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            WebLog.SampleFailed(logger, exception);
            return null;
        }
    }

    private Sample Take()
    {
        var now = time.GetTimestamp();
        var seconds = _last == 0 ? Interval.TotalSeconds : time.GetElapsedTime(_last, now).TotalSeconds;
        _last = now;
        var sample = new Sample
        {
            Node = options.Node,
            Time = time.GetUtcNow().ToUnixTimeMilliseconds(),
            Interval = seconds,
            Probes = [.. _probes.Select(probe => Status(probe, seconds))],
        };
        foreach (var probe in _probes)
        {
            probe.AddTo(sample, seconds);
        }

        return sample;
    }

    private ProbeStatus Status(IAgentProbe probe, double seconds)
    {
        var overhead = probe.Overhead;
        var isMeasured = overhead.Runs > 0 && _overheads.TryGetValue(probe.Name, out var last) && overhead.Runs >= last.Runs;
        var before = isMeasured ? _overheads[probe.Name] : overhead;
        _overheads[probe.Name] = overhead;
        return new(
            probe.Name,
            probe.Title,
            probe.State,
            probe.Reason,
            probe.Lost,
            probe.Dropped,
            isMeasured ? Math.Round((overhead.Runs - before.Runs) / seconds, 1) : null,
            isMeasured ? Math.Round((overhead.Time - before.Time).TotalSeconds / seconds, 6) : null);
    }
}
