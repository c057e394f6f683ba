using System;
using System.Threading;

namespace BpfGen.Buffers;

/// <summary>Checks the timeouts of public methods.</summary>
internal static class Timeouts
{
    /// <summary>
    /// Checks a timeout. A negative timeout is often the result of <c>deadline - elapsed</c> in a program that was slow for a moment.
    /// <c>epoll_wait</c> would wait without limit for such a timeout, so this method rejects it.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The timeout is negative, and not <see cref="Timeout.InfiniteTimeSpan"/>.
    /// </exception>
    public static void Check(TimeSpan timeout)
    {
        if (timeout != Timeout.InfiniteTimeSpan)
        {
            // Compares ticks, because the formatting of a TimeSpan would add 70 KB to every native program.
            ArgumentOutOfRangeException.ThrowIfNegative(timeout.Ticks, nameof(timeout));
        }
    }
}
