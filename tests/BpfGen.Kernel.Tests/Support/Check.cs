using System;
using System.Diagnostics;
using System.Threading;

namespace BpfGen.Kernel.Tests.Support;

/// <summary>The assertions of the cases.</summary>
internal static class Check
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    public static void That(bool condition, string what)
    {
        if (!condition)
        {
            throw new CheckException($"expected: {what}");
        }
    }

    public static void Same<T>(T expected, T actual, string what) =>
        That(Equals(expected, actual), $"{what}: expected {expected}, but got {actual}");

    public static void Says(string part, string text) =>
        That(text.Contains(part, StringComparison.Ordinal), $"the message contains '{part}', but the message is '{text}'");

    /// <summary>Waits up to 20 seconds until a condition is true.</summary>
    public static void Soon(Func<bool> condition, string what)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            That(clock.Elapsed < Timeout, $"{what} (within {Timeout.TotalSeconds} s)");
            Thread.Sleep(5);
        }
    }

    /// <returns>The message of the <see cref="BpfException"/> that the action must throw.</returns>
    public static string Refused(Action action) => Throws<BpfException>(action);

    /// <returns>The message of the exception that the action must throw.</returns>
    public static string Throws<T>(Action action)
        where T : Exception
    {
        try
        {
            action();
        }
        catch (T exception)
        {
            return exception.Message;
        }

        throw new CheckException($"expected: the action throws {typeof(T).Name}");
    }
}
