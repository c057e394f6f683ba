using System;
using System.Threading;
using BpfGen.Buffers;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>How long is left of a time, whatever the user gives as one.</summary>
public sealed class DeadlineTests
{
    [Fact]
    public void What_is_left_becomes_less_until_it_is_over()
    {
        var timeout = TimeSpan.FromMilliseconds(20);
        var deadline = new Deadline(timeout);

        Assert.InRange(deadline.Left, TimeSpan.Zero, timeout);
        Thread.Sleep(timeout);

        Assert.True(deadline.IsOver);
    }

    [Fact]
    public void For_ever_has_no_end()
    {
        var deadline = new Deadline(Timeout.InfiniteTimeSpan);

        Assert.Equal(Timeout.InfiniteTimeSpan, deadline.Left);
        Assert.False(deadline.IsOver);
    }

    [Fact]
    public void No_more_is_left_than_a_lock_can_be_waited_for() => Assert.True(new Lock().TryEnter(new Deadline(TimeSpan.MaxValue).Left));

    [Fact]
    public void A_time_that_is_none_is_over()
    {
        Assert.True(new Deadline(TimeSpan.Zero).IsOver);
        Assert.True(new Deadline(TimeSpan.MinValue).IsOver);
    }
}
