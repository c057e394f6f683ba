using System;
using System.Collections.Generic;
using System.Threading;
using Microsoft.Extensions.Logging;

namespace BpfGen.Extensions.Hosting;

/// <summary>The things that all metrics of an object share: the loaded object, and the handler of failures.</summary>
/// <param name="name">The name of the object.</param>
/// <param name="instance">Returns the loaded object; null if it is not loaded.</param>
/// <param name="logger">Receives the first failure of each kind.</param>
internal sealed class MetricContext<T>(string name, Func<T?> instance, ILogger logger)
    where T : class
{
    private readonly HashSet<(string Metric, Type Type, int Code)> _logged = [];
    private long _failures;

    /// <summary>The name of the object.</summary>
    public string Name => name;

    public T? Instance => instance();

    /// <summary>The number of failed reads.</summary>
    public long Failures => Interlocked.Read(ref _failures);

    /// <summary>
    /// Calls a method that reads from the kernel. An exception never leaves the collection, because it would keep the listener from
    /// collecting all other metrics.
    /// </summary>
    /// <returns>Whether the method succeeded.</returns>
    public bool Try(string metric, T probe, Action<T> read)
    {
        try
        {
            read(probe);
            return true;
        }
        catch (ObjectDisposedException) when (Instance is null)
        {
            // The host stops.
            return false;
        }
        catch (Exception exception)
        {
            Fail(metric, exception);
            return false;
        }
    }

    /// <summary>Counts a failure, and logs it if it is the first of its kind.</summary>
    public void Fail(string metric, Exception exception)
    {
        Interlocked.Increment(ref _failures);
        bool isNew;
        lock (_logged)
        {
            isNew = _logged.Add((metric, exception.GetType(), (exception as BpfException)?.Errno ?? 0));
        }

        if (isNew)
        {
            BpfLog.MetricFailed(logger, exception, metric, name);
        }
    }
}
