using System;
using System.Threading;
using BpfGen.Buffers;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>The remaining time of a timeout, for every kind of TimeSpan that a user can pass.</summary>
public sealed class DeadlineTests
{
    [Fact]
    public void The_time_left_decreases_until_the_deadline()
    {
        var timeout = TimeSpan.FromMilliseconds(20);
        var deadline = new Deadline(timeout);

        Assert.InRange(deadline.Left, TimeSpan.Zero, timeout);
        Thread.Sleep(timeout);

        Assert.True(deadline.IsOver);
    }

    [Fact]
    public void An_infinite_timeout_never_expires()
    {
        var deadline = new Deadline(Timeout.InfiniteTimeSpan);

        Assert.Equal(Timeout.InfiniteTimeSpan, deadline.Left);
        Assert.False(deadline.IsOver);
    }

    [Fact]
    public void The_time_left_until_a_deadline_never_exceeds_the_maximum_timeout_of_a_lock() =>
        Assert.True(new Lock().TryEnter(new Deadline(TimeSpan.MaxValue).Left));

    [Fact]
    public void Zero_and_negative_timeouts_expire_at_once()
    {
        Assert.True(new Deadline(TimeSpan.Zero).IsOver);
        Assert.True(new Deadline(TimeSpan.MinValue).IsOver);
    }
}
