using System;
using System.Threading;
using System.Threading.Tasks;
using BpfGen.Interop;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>Hazard pointers, which protect a file descriptor from being closed while another thread uses it in a system call.</summary>
[Collection(KernelTests.Name)]
public sealed class HazardPointerTests
{
    [Fact]
    public void Closing_waits_for_a_system_call_that_uses_the_descriptor()
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
    public void Closing_does_not_wait_for_threads_that_use_another_descriptor_or_none()
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
    public void Using_a_closed_descriptor_throws()
    {
        var descriptor = Open();
        descriptor.Dispose();

        Assert.Throws<ObjectDisposedException>(() => Use(descriptor));

        // The failed attempt must not block a later close.
        using var other = Open();
        other.Dispose();
    }

    [Fact]
    public async Task Closing_does_not_wait_for_threads_that_have_ended()
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
            await Task.Run(descriptor.Dispose, TestContext.Current.CancellationToken)
                .WaitAsync(Poll.Timeout, TestContext.Current.CancellationToken);
        }
    }

    private static void Use(FileDescriptor descriptor) => Assert.Equal(descriptor.Number, HazardPointer.OfThread.Set(descriptor));

    private static FileDescriptor Open() => new(Libc.EpollCreate(0x80000));
}
