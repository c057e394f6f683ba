using System;
using System.Threading;
using System.Threading.Tasks;
using BpfGen.Interop;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>
/// Hazard pointers. They prevent a thread from closing a file descriptor while another thread uses the descriptor in a system call.
/// </summary>
[Collection(KernelTests.Name)]
public sealed class HazardPointerTests
{
    [Fact]
    public void Closing_a_descriptor_waits_for_a_system_call_that_uses_it()
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
    public void Closing_a_descriptor_does_not_wait_for_threads_that_do_not_use_it()
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
    public void A_system_call_with_a_closed_descriptor_throws_ObjectDisposedException()
    {
        var descriptor = Open();
        descriptor.Dispose();

        Assert.Throws<ObjectDisposedException>(() => Use(descriptor));

        // After the failed call, closing another descriptor must not wait for this thread.
        using var other = Open();
        other.Dispose();
    }

    [Fact]
    public async Task Closing_a_descriptor_does_not_wait_for_threads_that_have_ended()
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
