using Microsoft.Extensions.Logging;

namespace BpfGen.Agent.Pins;

/// <summary>The messages about pins.</summary>
internal static partial class PinLog
{
    [LoggerMessage(10, LogLevel.Information, "Program {Program} is still attached by {Path}, and keeps counting")]
    public static partial void TakenOver(ILogger logger, string program, string path);

    [LoggerMessage(11, LogLevel.Warning,
        "Program {Program} is not pinned. The kernel detaches it when the agent ends, because links of tracepoints need Linux 5.15")]
    public static partial void NotPinned(ILogger logger, string program);
}
