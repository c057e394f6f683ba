using System;
using System.Diagnostics;
using System.Threading;
using Xunit;

namespace BpfGen.Runtime.Tests.Support;

/// <summary>Waits until a condition holds, and fails the test if it does not hold within the timeout.</summary>
internal static class Poll
{
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    public static void Until(Func<bool> condition, string what)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(clock.Elapsed < Timeout, $"waited {Timeout.TotalSeconds} s for {what}");
            Thread.Sleep(5);
        }
    }
}
