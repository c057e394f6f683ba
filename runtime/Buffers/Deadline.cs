using System;
using System.Diagnostics;
using System.Threading;

namespace BpfGen;

/// <summary>The end of a time that is waited for in several steps. It begins now.</summary>
/// <param name="timeout">The time; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
internal readonly struct Deadline(TimeSpan timeout)
{
    private readonly long _started = Stopwatch.GetTimestamp();

    /// <summary>The time that is left: none after the end, and <see cref="Timeout.InfiniteTimeSpan"/> where there is no end.</summary>
    public TimeSpan Left
    {
        get
        {
            if (timeout == Timeout.InfiniteTimeSpan)
            {
                return timeout;
            }

            var left = timeout - Stopwatch.GetElapsedTime(_started);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>There is no time left.</summary>
    public bool IsOver => Left == TimeSpan.Zero;
}
