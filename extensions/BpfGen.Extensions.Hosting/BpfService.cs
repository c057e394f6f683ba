using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BpfGen.Extensions.Hosting;

/// <summary>An eBPF object in a host: loaded, attached and read from the start of the host until its stop.</summary>
/// <typeparam name="T">The generated class of the object.</typeparam>
/// <remarks>All members can be used from several threads at a time.</remarks>
public sealed class BpfService<T> : IHostedService, IDisposable
    where T : class, IBpfObject<T>
{
    private static readonly string Name = typeof(T).Name;

    private readonly BpfRegistration<T> _registration;
    private readonly IServiceProvider _services;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly IMeterFactory? _meters;
    private readonly CancellationTokenSource _stopping = new();
    private bool _isDisposed;
    private Task _retries = Task.CompletedTask;
    private ReaderContext? _context;
    private ObjectMetrics<T>? _metrics;
    private BpfStatistics? _statistics;
    private volatile RunningObject<T>? _running;
    private volatile Exception? _failure;

    internal BpfService(
        BpfRegistration<T> registration,
        IServiceProvider services,
        IHostApplicationLifetime lifetime,
        ILogger logger,
        TimeProvider time,
        IMeterFactory? meters)
    {
        _registration = registration;
        _services = services;
        _lifetime = lifetime;
        _logger = logger;
        _time = time;
        _meters = meters;
    }

    /// <summary>The loaded object; null if <see cref="State"/> is not <see cref="BpfServiceState.Running"/>.</summary>
    public T? Instance => _running?.Object;

    /// <summary>The links of the attached programs; empty if the object is not attached. The host disposes the links.</summary>
    public IReadOnlyList<BpfLink> Links => _running?.Links ?? [];

    /// <summary>The state of the object in the host.</summary>
    public BpfServiceState State => _running is not null ? BpfServiceState.Running
        : _failure is not null ? BpfServiceState.Failed
        : BpfServiceState.Stopped;

    /// <summary>The reason why the last attempt to load and attach the object failed; null if it succeeded.</summary>
    public Exception? Failure => _failure;

    /// <summary>The number of records that the readers have received.</summary>
    public long ReceivedCount => _context?.Received ?? 0;

    /// <summary>
    /// The number of records that were dropped because the queue for an asynchronous callback was full or the host stopped.
    /// </summary>
    public long DroppedCount => _context?.Dropped ?? 0;

    /// <summary>
    /// The number of records that the kernel has lost because a perf event array was full. The kernel does not count the records that a
    /// full ring buffer did not take: only the eBPF program can count them.
    /// </summary>
    public long LostCount => _context?.Lost ?? 0;

    /// <inheritdoc/>
    async Task IHostedService.StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            // Load on another thread, because the verifier can take long.
            await Task.Run(Start, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogVerifier(exception);
            _failure = exception;
            if (_registration.Options.FailureMode == BpfFailureMode.StopHost)
            {
                throw;
            }

            _retries = Task.Run(() => RetryAsync(exception), CancellationToken.None);
        }
    }

    /// <inheritdoc/>
    async Task IHostedService.StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _retries.ConfigureAwait(false);
        if (_running is not { } running)
        {
            return;
        }

        if (!await running.StopAsync(_registration.Options.DrainTimeout, cancellationToken).ConfigureAwait(false))
        {
            BpfLog.NotDrained(_logger, Name);
        }

        _metrics?.Finish(running.Object);
        _running = null;
        BpfLog.Detached(_logger, Name, ReceivedCount, DroppedCount, LostCount);
        running.Dispose();
        _statistics?.Dispose();
    }

    /// <summary>Detaches and disposes the object if the host has not stopped it.</summary>
    public void Dispose()
    {
        // The host disposes this service twice, because the service is also registered as a hosted service.
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return;
        }

        _stopping.Cancel();
        _running?.Dispose();
        _running = null;
        _context?.Dispose();
        _metrics?.Dispose();
        _statistics?.Dispose();
        _stopping.Dispose();
    }

    private void Start()
    {
        var clock = Stopwatch.StartNew();
        var context = new ReaderContext(_services, OnCallbackError);
        RunningObject<T>? running = null;
        try
        {
            EnableStatistics();
            running = RunningObject<T>.Start(_registration, context, OnReadError);
            PublishMetrics(running);
        }
        catch
        {
            running?.Dispose();
            context.Dispose();
            _statistics?.Dispose();
            throw;
        }

        _context = context;
        _running = running;
        _failure = null;
        BpfLog.Attached(_logger, Name, clock.ElapsedMilliseconds, running.Links.Count);
        if (running.Links is BpfLinkSet { Missing: { Count: > 0 } missing })
        {
            foreach (var target in missing)
            {
                BpfLog.LeftOut(_logger, Name, target.Reason.Message);
            }
        }
    }

    private void EnableStatistics()
    {
        if (!_registration.Options.EnableStatistics)
        {
            return;
        }

        try
        {
            _statistics = BpfStatistics.Enable();
        }
        catch (BpfException exception)
        {
            BpfLog.NoStatistics(_logger, exception, Name);
        }
    }

    private void PublishMetrics(RunningObject<T> running)
    {
        var context = new MetricContext<T>(Name, () => Instance, _logger);
        var metrics = new ObjectMetrics<T>(this, _registration.Options, context, _meters);
        metrics.Publish(running, _registration.Metrics);
        _metrics = metrics;
    }

    private async Task RetryAsync(Exception reason)
    {
        var delay = _registration.Options.RetryDelay;
        while (true)
        {
            BpfLog.Retrying(_logger, reason, Name, delay);
            try
            {
                await Task.Delay(delay, _time, _stopping.Token).ConfigureAwait(false);
                Start();
                return;
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                LogVerifier(exception);
                _failure = reason = exception;
            }

            delay = delay + delay < _registration.Options.MaxRetryDelay ? delay + delay : _registration.Options.MaxRetryDelay;
        }
    }

    private void LogVerifier(Exception exception)
    {
        if (exception is VerifierException { Log: { } log } && _logger.IsEnabled(LogLevel.Debug))
        {
            BpfLog.VerifierLog(_logger, Name, log);
        }
    }

    private void OnCallbackError(Exception exception)
    {
        if (!_registration.Options.StopOnCallbackError)
        {
            BpfLog.CallbackFailed(_logger, exception, Name);
            return;
        }

        BpfLog.CallbackStopsHost(_logger, exception, Name);
        _lifetime.StopApplication();
    }

    private void OnReadError(Exception exception)
    {
        BpfLog.ReadingFailed(_logger, exception, Name);
        _lifetime.StopApplication();
    }
}
