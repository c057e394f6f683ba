using System;
using System.Diagnostics;
using System.Threading;

namespace BpfGen.Buffers;

/// <summary>A time limit for a wait in several steps. It starts when the struct is created.</summary>
/// <param name="timeout">The time limit; <see cref="Timeout.InfiniteTimeSpan"/> for none.</param>
internal readonly struct Deadline(TimeSpan timeout)
{
    /// <summary>The longest single wait that the kernel and locks support: about 24 days (2^31 - 1 ms).</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(int.MaxValue);

    private readonly long _started = Stopwatch.GetTimestamp();

    /// <summary>
    /// The remaining time, limited to <see cref="Longest"/>. Zero after the end;
    /// <see cref="Timeout.InfiniteTimeSpan"/> if there is no limit.
    /// </summary>
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

    /// <summary>Whether the time limit has passed.</summary>
    public bool IsOver => Left == TimeSpan.Zero;
}
