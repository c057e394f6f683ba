using System;
using System.Threading;
using System.Threading.Tasks;
using BpfGen.Interop;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>A descriptor that one thread closes while another has it in a system call.</summary>
[Collection(KernelTests.Name)]
public sealed class HazardPointerTests
{
    [Fact]
    public void Closing_waits_for_the_system_call_that_has_the_descriptor()
    {
        var descriptor = Open();
        using var isUsed = new ManualResetEventSlim();
        using var mayEnd = new ManualResetEventSlim();
        var user = new Thread(() =>
        {
            Use(descriptor);
            isUsed.Set();
            mayEnd.Wait();
            HazardPointer.OfThread.Clear();
        });
        var closer = new Thread(descriptor.Dispose);
        user.Start();
        isUsed.Wait(TestContext.Current.CancellationToken);
        closer.Start();

        Assert.False(closer.Join(100));

        mayEnd.Set();
        Assert.True(closer.Join(Poll.Timeout));
        Assert.True(user.Join(Poll.Timeout));
    }

    [Fact]
    public void Closing_waits_for_nobody_who_has_another_descriptor_or_none()
    {
        var descriptor = Open();
        using var other = Open();
        Use(descriptor);
        HazardPointer.OfThread.Clear();
        Use(other);

        descriptor.Dispose();

        Assert.True(descriptor.IsClosed);
        HazardPointer.OfThread.Clear();
    }

    [Fact]
    public void A_closed_descriptor_is_not_used()
    {
        var descriptor = Open();
        descriptor.Dispose();

        Assert.Throws<ObjectDisposedException>(() => Use(descriptor));

        // Nobody has to wait for the attempt.
        using var other = Open();
        other.Dispose();
    }

    [Fact]
    public async Task Threads_that_are_no_more_are_not_waited_for()
    {
        for (var i = 0; i < 100; i++)
        {
            var descriptor = Open();
            var user = new Thread(() =>
            {
                Use(descriptor);
                HazardPointer.OfThread.Clear();
            });
            user.Start();
            Assert.True(user.Join(Poll.Timeout));
            await Task.Run(descriptor.Dispose, TestContext.Current.CancellationToken).WaitAsync(Poll.Timeout, TestContext.Current.CancellationToken);
        }
    }

    private static void Use(FileDescriptor descriptor) => Assert.Equal(descriptor.Number, HazardPointer.OfThread.Set(descriptor));

    private static FileDescriptor Open() => new(Libc.EpollCreate(0x80000));
}
