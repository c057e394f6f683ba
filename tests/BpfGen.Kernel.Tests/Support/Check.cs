using System;
using System.Diagnostics;
using System.Threading;

namespace BpfGen.Kernel.Tests.Support;

/// <summary>What has to be so.</summary>
internal static class Check
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static void That(bool condition, string what)
    {
        if (!condition)
        {
            throw new CheckException($"not so: {what}");
        }
    }

    public static void Same<T>(T expected, T actual, string what) =>
        That(Equals(expected, actual), $"{what} should be {expected} and is {actual}");

    public static void Says(string part, string text) => That(text.Contains(part, StringComparison.Ordinal), $"'{part}' stands in '{text}'");

    /// <summary>Waits for what comes a little later, and never for ever.</summary>
    public static void Soon(Func<bool> condition, string what)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            That(clock.Elapsed < Patience, $"after {Patience.TotalSeconds} s: {what}");
            Thread.Sleep(5);
        }
    }

    /// <returns>The message of the error that the kernel's refusal is told with.</returns>
    public static string Refused(Action action)
    {
        try
        {
            action();
        }
        catch (BpfException exception)
        {
            return exception.Message;
        }

        throw new CheckException("the kernel did not refuse");
    }
}
