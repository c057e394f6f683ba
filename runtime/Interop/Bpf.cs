using System.Runtime.CompilerServices;

namespace BpfGen.Interop;

/// <summary>The system call <c>bpf(2)</c>.</summary>
internal static unsafe class Bpf
{
    /// <summary>Gives a command with its attributes.</summary>
    /// <returns>What the kernel answers: a new file descriptor or 0, and -1 where it refuses, with <see cref="Errno.Last"/> saying why.</returns>
    public static int Call<T>(BpfCommand command, ref T attributes)
        where T : unmanaged
    {
        fixed (T* pointer = &attributes)
        {
            int result;
            do
            {
                result = (int)Libc.RawSyscall((nint)SyscallNumbers.Bpf, (nint)command, (nint)pointer, sizeof(T));
            }
            while (result < 0 && Errno.Take() == Errno.EINTR);

            return result;
        }
    }

    /// <summary>A command on one element of a map. Not inlined, so that who has a choice has only <see cref="ShortElement"/> in its way.</summary>
    /// <returns>0, or the error number.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Element(BpfCommand command, FileDescriptor map, void* key, void* value, ulong flags = 0)
    {
        // Nothing throws from where it is set until it is cleared.
        var pointer = HazardPointer.OfThread;
        var attributes = new MapElementAttributes { MapFd = pointer.Set(map), Key = (ulong)key, Value = (ulong)value, Flags = flags };
        var result = Call(command, ref attributes);
        pointer.Clear();
        return result < 0 ? Errno.Last : 0;
    }

    /// <summary>The same for a command that waits for nothing in the kernel, and so is not interrupted either.</summary>
    /// <returns>0, or the error number.</returns>
    public static int ShortElement(BpfCommand command, FileDescriptor map, void* key, void* value, ulong flags)
    {
        var pointer = HazardPointer.OfThread;
        var attributes = new MapElementAttributes { MapFd = pointer.Set(map), Key = (ulong)key, Value = (ulong)value, Flags = flags };
        var result = Libc.ShortSyscall((nint)SyscallNumbers.Bpf, (nint)command, (nint)(&attributes), sizeof(MapElementAttributes));
        pointer.Clear();
        return result < 0 ? Errno.Take() : 0;
    }

    /// <summary>A command on many elements of a map.</summary>
    /// <param name="command">The command.</param>
    /// <param name="map">The map.</param>
    /// <param name="from">Where to go on, or null for the beginning.</param>
    /// <param name="to">Takes where to go on the next time.</param>
    /// <param name="keys">The keys.</param>
    /// <param name="values">The values.</param>
    /// <param name="count">How many there are or have room, and then how many the kernel has done.</param>
    /// <returns>0, or the error number.</returns>
    public static int Batch(BpfCommand command, FileDescriptor map, void* from, void* to, void* keys, void* values, ref int count)
    {
        using var lease = map.Use();
        var attributes = new MapBatchAttributes
        {
            From = (ulong)from,
            To = (ulong)to,
            Keys = (ulong)keys,
            Values = (ulong)values,
            Count = (uint)count,
            MapFd = lease.Number,
        };
        int result;
        do
        {
            // An interrupted call leaves how many it had done.
            attributes.Count = (uint)count;
            result = (int)Libc.RawSyscall((nint)SyscallNumbers.Bpf, (nint)command, (nint)(&attributes), sizeof(MapBatchAttributes));
        }
        while (result < 0 && Errno.Take() == Errno.EINTR);

        var errno = result < 0 ? Errno.Last : 0;
        count = (int)attributes.Count;
        return errno;
    }

    /// <summary>Asks what a map or program is.</summary>
    /// <returns>0, or the error number.</returns>
    public static int Info<T>(FileDescriptor descriptor, out T info)
        where T : unmanaged
    {
        info = default;
        return Fill(descriptor, ref info);
    }

    /// <summary>Asks what something is; what is given in may say where the kernel is to put more.</summary>
    /// <returns>0, or the error number.</returns>
    public static int Fill<T>(FileDescriptor descriptor, ref T info)
        where T : unmanaged
    {
        using var lease = descriptor.Use();
        fixed (T* pointer = &info)
        {
            var attributes = new InfoAttributes { Fd = lease.Number, Size = (uint)sizeof(T), Info = (ulong)pointer };
            return Call(BpfCommand.ObjectGetInfoByFd, ref attributes) < 0 ? Errno.Last : 0;
        }
    }
}
