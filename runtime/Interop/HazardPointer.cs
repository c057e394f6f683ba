using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;

namespace BpfGen.Interop;

/// <summary>
/// The file descriptor that a thread has in a system call at this moment, for whoever closes it to wait: a hazard pointer. A call costs two stores, where counting
/// users takes two atomic operations, which are 2% of a look into a hash. Closing pays for it, by a barrier in all threads of the process.
/// </summary>
internal sealed class HazardPointer
{
    private const int None = -1;

    [ThreadStatic]
    private static HazardPointer? _ofThread;

    /// <summary>The descriptor's number: it is nobody else's until it is closed, and a number is stored without the garbage collector's barrier.</summary>
    private int _number = None;

    /// <summary>That of the calling thread.</summary>
    public static HazardPointer OfThread => _ofThread ?? Register();

    /// <summary>Waits until no system call has the descriptor that began before it was closed. Those that begin now see that it is.</summary>
    /// <param name="number">The number of a descriptor whose <see cref="SafeHandle.IsClosed"/> is true, and which is open yet.</param>
    public static void WaitForUsers(int number)
    {
        var all = Registry.All;
        if (all.Length == 0)
        {
            return;
        }

        // From here on either what a thread has written is seen, or that thread sees that the descriptor is closed.
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

    /// <summary>The calling thread has the descriptor in a system call, until <see cref="Clear"/>. It has one at a time.</summary>
    /// <returns>The descriptor's number.</returns>
    /// <exception cref="ObjectDisposedException">The descriptor is closed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Set(FileDescriptor descriptor)
    {
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
        ObjectDisposedException.ThrowIf(descriptor.IsClosed, descriptor);
    }

    private static HazardPointer Register()
    {
        var pointer = new HazardPointer();
        Registry.Add(pointer);

        // Whoever has not found this pointer there has closed before, which is seen after this.
        Interlocked.MemoryBarrier();
        return _ofThread = pointer;
    }

    /// <summary>Those of all threads. A class of its own, so that the other has nothing that is to be initialized before it is used.</summary>
    private static class Registry
    {
        private static readonly Lock Adding = new();
        private static WeakReference<HazardPointer>[] _all = [];

        public static WeakReference<HazardPointer>[] All => Volatile.Read(ref _all);

        public static void Add(HazardPointer pointer)
        {
            lock (Adding)
            {
                // Those of threads that are no more are left out.
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
