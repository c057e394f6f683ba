using System;
using System.Diagnostics;
using System.Threading;

namespace BpfGen.Sample;

/// <summary>When to end: after so many, after a time (0: neither), or when the user says so.</summary>
internal sealed class Limits(int count, TimeSpan duration, CancellationToken cancel)
{
    private readonly Stopwatch _clock = new();

    /// <summary>How many there were.</summary>
    public int Count { get; private set; }

    public bool IsReached => (count > 0 && Count >= count) || (duration > TimeSpan.Zero && _clock.Elapsed >= duration) || cancel.IsCancellationRequested;

    /// <summary>The time begins: what was needed to get so far does not count.</summary>
    public void Start() => _clock.Restart();

    /// <summary>Counts one more, unless that would be one too many.</summary>
    public bool TryCount()
    {
        var isFree = count == 0 || Count < count;
        Count += isFree ? 1 : 0;
        return isFree;
    }

    /// <summary>Waits so long, or until the end.</summary>
    public void Wait(TimeSpan time)
    {
        if (duration > TimeSpan.Zero)
        {
            var left = duration - _clock.Elapsed;
            time = left > TimeSpan.Zero ? left < time ? left : time : TimeSpan.Zero;
        }

        // Whole milliseconds are waited: the last part of one would be a turn of its own.
        cancel.WaitHandle.WaitOne((int)Math.Ceiling(time.TotalMilliseconds));
    }
}
