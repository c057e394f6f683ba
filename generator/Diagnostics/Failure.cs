using System;

namespace BpfGen.Generator.Diagnostics;

/// <summary>Words for an exception that should not have been possible.</summary>
internal static class Failure
{
    /// <summary>What was thrown and where: enough to find it from a report.</summary>
    public static string Describe(Exception exception)
    {
        var trace = exception.StackTrace ?? "";
        var end = trace.IndexOf('\n');
        var place = (end < 0 ? trace : trace.Substring(0, end)).Trim();
        return $"{exception.GetType().Name}: {exception.Message} ({place})";
    }
}
