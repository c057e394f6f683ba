using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;

namespace BpfGen.Interop;

/// <summary>
/// A hazard pointer: it publishes which file descriptor a thread currently uses in a system call. A thread that closes this descriptor then
/// waits for the end of the call.
/// </summary>
/// <remarks>
/// A hazard pointer adds two stores to a system call. Reference counting would add two atomic operations, which take 2% of a hash map
/// lookup. In return, closing a descriptor is slower, because it needs a memory barrier in all threads of the process.
/// </remarks>
internal sealed class HazardPointer
{
    private const int None = -1;

    [ThreadStatic]
    private static HazardPointer? _ofThread;

    /// <summary>
    /// The number of the descriptor, or -1. A number is enough, because the kernel does not reuse it before the descriptor is closed.
    /// Storing a number needs no write barrier of the garbage collector, unlike a reference.
    /// </summary>
    private int _number = None;

    /// <summary>The hazard pointer of the calling thread.</summary>
    public static HazardPointer OfThread => _ofThread ?? Register();

    /// <summary>
    /// Waits for the system calls that began to use the descriptor before it was marked as closed. Later calls see the mark and throw.
    /// </summary>
    /// <param name="number">
    /// The number of a descriptor whose <see cref="SafeHandle.IsClosed"/> is true, but which is still open in the kernel.
    /// </param>
    public static void WaitForUsers(int number)
    {
        var all = Registry.All;
        if (all.Length == 0)
        {
            return;
        }

        // After this barrier, either this thread sees that another thread uses the descriptor, or the other thread sees that the descriptor
        // is closed.
        Interlocked.MemoryBarrierProcessWide();
        foreach (var weak in all)
        {
            var wait = default(SpinWait);
            while (weak.TryGetTarget(out var pointer) && Volatile.Read(ref pointer._number) == number)
            {
                wait.SpinOnce();
            }
        }
    }

    /// <summary>
    /// Publishes that the calling thread uses the descriptor in a system call, until
    /// <see cref="Clear"/>. A thread uses one descriptor at a time.
    /// </summary>
    /// <returns>The number of the descriptor.</returns>
    /// <exception cref="ObjectDisposedException">The descriptor is closed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Set(FileDescriptor descriptor)
    {
        if (!descriptor.IsPublished)
        {
            descriptor.Publish();
        }

        var number = descriptor.Number;
        Volatile.Write(ref _number, number);
        if (descriptor.IsClosed)
        {
            Refuse(descriptor);
        }

        return number;
    }

    public void Clear() => Volatile.Write(ref _number, None);

    private void Refuse(FileDescriptor descriptor)
    {
        Clear();
        throw Disposed.Error(descriptor.Subject);
    }

    private static HazardPointer Register()
    {
        var pointer = new HazardPointer();
        Registry.Add(pointer);

        // A thread that closes a descriptor marks the descriptor as closed, and then searches the registry. If that thread did not find
        // this pointer there, the barrier makes its mark visible to this thread.
        Interlocked.MemoryBarrier();
        return _ofThread = pointer;
    }

    /// <summary>
    /// The hazard pointers of all threads. They are in a class of their own, so that <see cref="HazardPointer"/> needs no static
    /// initialization check.
    /// </summary>
    private static class Registry
    {
        private static readonly Lock Adding = new();
        private static WeakReference<HazardPointer>[] _all = [];

        public static WeakReference<HazardPointer>[] All => Volatile.Read(ref _all);

        public static void Add(HazardPointer pointer)
        {
            lock (Adding)
            {
                // Remove the pointers of threads that have ended.
                var all = new List<WeakReference<HazardPointer>>();
                foreach (var weak in _all)
                {
                    if (weak.TryGetTarget(out _))
                    {
                        all.Add(weak);
                    }
                }

                all.Add(new WeakReference<HazardPointer>(pointer));
                Volatile.Write(ref _all, [.. all]);
            }
        }
    }
}
