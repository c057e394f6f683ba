using Microsoft.Extensions.Logging;

namespace BpfGen.Agent.Web;

/// <summary>The messages of the web server.</summary>
internal static partial class WebLog
{
    [LoggerMessage(20, LogLevel.Warning, "The run time of the probes is not measured: {Reason}")]
    public static partial void NoStatistics(ILogger logger, string reason);

    [LoggerMessage(21, LogLevel.Warning, "A sample for the page failed")]
    public static partial void SampleFailed(ILogger logger, System.Exception exception);

    [LoggerMessage(22, LogLevel.Information, "The page is at {Address}")]
    public static partial void Listening(ILogger logger, string address);

    [LoggerMessage(23, LogLevel.Warning,
        "The web server listens on {Address}, so other machines can read the metrics and the page without a password")]
    public static partial void Public(ILogger logger, string address);
}
