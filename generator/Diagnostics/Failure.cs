using System;
using System.Diagnostics;
using System.Linq;

namespace BpfGen.Generator.Diagnostics;

/// <summary>Converts exceptions to problems.</summary>
internal static class Failure
{
    private const string Own = "BpfGen.";

    /// <summary>Returns the problem that an exception stands for: an exceeded limit, or a bug of BpfGen.</summary>
    public static Problem ProblemOf(Exception exception) => exception is LimitException
        ? Problem.Of(Rules.LimitExceeded, exception.Message)
        : Problem.Of(Rules.Internal, Describe(exception));

    /// <summary>
    /// Returns the type and the message of an unexpected exception, and the method of BpfGen in which it occurred. These are enough to find
    /// the bug from a user's report. The first stack frame is often in the class library, which many methods of BpfGen call.
    /// </summary>
    public static string Describe(Exception exception)
    {
        var frames = new StackTrace(exception).GetFrames() ?? [];
        var method = frames.Select(frame => frame.GetMethod())
            .FirstOrDefault(method => method?.DeclaringType?.FullName?.StartsWith(Own, StringComparison.Ordinal) == true);
        var place = method is null ? "outside BpfGen" : $"in {method.DeclaringType!.FullName}.{method.Name}";
        return $"{exception.GetType().Name}: {exception.Message} ({place})";
    }
}
