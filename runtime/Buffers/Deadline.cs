using System;
using System.Diagnostics;
using System.Threading;

namespace BpfGen.Buffers;

/// <summary>The end of a time that is waited for in several steps. It begins now.</summary>
/// <param name="timeout">The time; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
internal readonly struct Deadline(TimeSpan timeout)
{
    /// <summary>What can be waited for at a time, in the kernel and for a lock: 24 days.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(int.MaxValue);

    private readonly long _started = Stopwatch.GetTimestamp();

    /// <summary>The time that is left, or as much of it as can be waited for: none after the end, and <see cref="Timeout.InfiniteTimeSpan"/> where there is none.</summary>
    public TimeSpan Left
    {
        get
        {
            if (timeout == Timeout.InfiniteTimeSpan)
            {
                return timeout;
            }

            var elapsed = Stopwatch.GetElapsedTime(_started);
            var left = timeout > elapsed ? timeout - elapsed : TimeSpan.Zero;
            return left < Longest ? left : Longest;
        }
    }

    /// <summary>There is no time left.</summary>
    public bool IsOver => Left == TimeSpan.Zero;
}
