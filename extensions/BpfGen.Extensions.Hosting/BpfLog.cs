using System;
using Microsoft.Extensions.Logging;

namespace BpfGen.Extensions.Hosting;

/// <summary>The messages that a host logs about its eBPF objects.</summary>
internal static partial class BpfLog
{
    [LoggerMessage(1, LogLevel.Information, "Loaded and attached {Object} in {Milliseconds} ms. Links: {Links}")]
    public static partial void Attached(ILogger logger, string @object, long milliseconds, int links);

    [LoggerMessage(2, LogLevel.Information, "Left out an optional program of {Object}: {Reason}")]
    public static partial void LeftOut(ILogger logger, string @object, string reason);

    [LoggerMessage(3, LogLevel.Error, "{Object} cannot be loaded and attached. The next attempt is in {Delay}.")]
    public static partial void Retrying(ILogger logger, Exception exception, string @object, TimeSpan delay);

    [LoggerMessage(4, LogLevel.Debug, "The verifier's log of {Object}:\n{Log}")]
    public static partial void VerifierLog(ILogger logger, string @object, string log);

    [LoggerMessage(5, LogLevel.Information, "Detached {Object}: {Received} records received, {Dropped} dropped, {Lost} lost.")]
    public static partial void Detached(ILogger logger, string @object, long received, long dropped, long lost);

    [LoggerMessage(6, LogLevel.Error, "A callback for records of {Object} failed. The reader goes on with the next record.")]
    public static partial void CallbackFailed(ILogger logger, Exception exception, string @object);

    [LoggerMessage(7, LogLevel.Critical, "A callback for records of {Object} failed. The host stops.")]
    public static partial void CallbackStopsHost(ILogger logger, Exception exception, string @object);

    [LoggerMessage(8, LogLevel.Warning, "{Object} was stopped before all records in its buffers were received.")]
    public static partial void NotDrained(ILogger logger, string @object);

    [LoggerMessage(9, LogLevel.Critical, "Reading records of {Object} failed. The host stops.")]
    public static partial void ReadingFailed(ILogger logger, Exception exception, string @object);

    [LoggerMessage(10, LogLevel.Warning, "Reading metric {Metric} of {Object} failed. Further failures of this kind are only counted.")]
    public static partial void MetricFailed(ILogger logger, Exception exception, string metric, string @object);

    [LoggerMessage(11, LogLevel.Warning, "Run-time statistics of {Object} cannot be turned on. The object runs without them.")]
    public static partial void NoStatistics(ILogger logger, Exception exception, string @object);
}
