namespace BpfService;

/// <summary>The messages of this service.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Process {Pid} executed {Command}")]
    public static partial void Executed(this ILogger logger, int pid, string command);
}
