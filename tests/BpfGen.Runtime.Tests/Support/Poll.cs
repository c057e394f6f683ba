using System;
using System.Diagnostics;
using System.Threading;
using Xunit;

namespace BpfGen.Runtime.Tests.Support;

/// <summary>Waits for what comes a little later, and never for ever.</summary>
internal static class Poll
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static void Until(Func<bool> condition, string what)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(clock.Elapsed < Patience, $"waited {Patience.TotalSeconds} s for {what}");
            Thread.Sleep(5);
        }
    }
}
