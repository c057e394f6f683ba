using System;

namespace BpfGen.Generator.Diagnostics;

/// <summary>Describes an unexpected exception.</summary>
internal static class Failure
{
    /// <summary>Returns the type, the message and the place of an exception, which are enough to find the bug from a report.</summary>
    public static string Describe(Exception exception)
    {
        var trace = exception.StackTrace ?? "";
        var end = trace.IndexOf('\n');
        var place = (end < 0 ? trace : trace.Substring(0, end)).Trim();
        return $"{exception.GetType().Name}: {exception.Message} ({place})";
    }
}
