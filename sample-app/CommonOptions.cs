using System;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Threading;

namespace BpfGen.Sample;

/// <summary>Creates the options that several commands share.</summary>
internal static class CommonOptions
{
    /// <summary>The maximum value of options in seconds (49 days), because .NET timers do not support longer times.</summary>
    private const double MaxSeconds = 4_294_967;

    public static Option<uint> Count(string description) => new("--count", "-n") { Description = description };

    public static Option<double> Duration() => Seconds("Stop after this many seconds.", "--duration", "-d");

    public static Option<double> Interval(string description) => Seconds(description, "--interval");

    public static Option<bool> Json() => new("--json") { Description = "Print JSON, one object per line." };

    /// <summary>
    /// Rejects <c>--count</c> without <c>--interval</c>. The count is a number of intervals, so without intervals it has no meaning.
    /// </summary>
    public static void CountRequiresInterval(CommandResult command)
    {
        if (command.GetResult("--count") is not null && command.GetResult("--interval") is null)
        {
            command.AddError("--count requires --interval.");
        }
    }

    /// <summary>Creates a token source that is canceled when the user presses Ctrl-C or when the duration has passed.</summary>
    /// <param name="seconds">The duration in seconds; 0 for no limit.</param>
    /// <param name="cancellationToken">The token that System.CommandLine cancels on Ctrl-C.</param>
    public static CancellationTokenSource StopAfter(double seconds, CancellationToken cancellationToken)
    {
        var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (seconds > 0)
        {
            stop.CancelAfter(TimeSpan.FromSeconds(seconds));
        }

        return stop;
    }

    private static Option<double> Seconds(string description, string name, params string[] aliases)
    {
        var option = new Option<double>(name, aliases) { Description = description, HelpName = "seconds" };
        option.Validators.Add(result =>
        {
            // System.CommandLine itself rejects text that is not a number.
            if (result.Tokens is [var token]
                && double.TryParse(token.Value, CultureInfo.InvariantCulture, out var seconds)
                && seconds is not (>= 0 and <= MaxSeconds))
            {
                result.AddError($"{name} must be between 0 and {MaxSeconds} seconds.");
            }
        });
        return option;
    }
}
