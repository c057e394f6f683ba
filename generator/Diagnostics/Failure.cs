using System;

namespace BpfGen.Generator.Diagnostics;

/// <summary>Describes unexpected exceptions of the generator.</summary>
internal static class Failure
{
    /// <summary>
    /// Returns the type, the message and the first stack frame of an exception. These are enough to find the bug from a user's report.
    /// </summary>
    public static string Describe(Exception exception)
    {
        var trace = exception.StackTrace ?? "";
        var end = trace.IndexOf('\n');
        var place = (end < 0 ? trace : trace.Substring(0, end)).Trim();
        return $"{exception.GetType().Name}: {exception.Message} ({place})";
    }
}
