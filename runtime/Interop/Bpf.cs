using System.Runtime.CompilerServices;

namespace BpfGen.Interop;

/// <summary>The system call <c>bpf(2)</c>.</summary>
internal static unsafe class Bpf
{
    /// <summary>
    /// The flag <c>BPF_F_TOKEN_FD</c>. It tells the kernel that the attributes of a new map, program or BTF contain the file descriptor of
    /// a BPF token.
    /// </summary>
    public const uint FlagToken = 1 << 16;

    /// <summary>Runs a <c>bpf(2)</c> command.</summary>
    /// <returns>A new file descriptor or 0. -1 if the kernel rejected the command; then <see cref="Errno.Last"/> has the reason.</returns>
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

    /// <summary>
    /// Runs a command that loads a program or BTF. If a signal or a lack of memory interrupts the load, the kernel returns EAGAIN. Then
    /// this method tries again, up to five times in all, as libbpf does.
    /// </summary>
    /// <returns>As <see cref="Call"/>.</returns>
    public static int CallAgain<T>(BpfCommand command, ref T attributes)
        where T : unmanaged
    {
        int result;
        var tries = 0;
        do
        {
            result = Call(command, ref attributes);
        }
        while (result < 0 && Errno.Last == Errno.EAGAIN && ++tries < Errno.MostTries);

        return result;
    }

    /// <summary>
    /// Runs a command that removes an attachment. Repeats the command if the kernel is short of memory or descriptors, because nothing else
    /// would remove the attachment.
    /// </summary>
    /// <returns>As <see cref="Call"/>.</returns>
    public static int Release<T>(BpfCommand command, ref T attributes)
        where T : unmanaged
    {
        int result;
        var tries = 0;
        do
        {
            result = Call(command, ref attributes);
        }
        while (result < 0 && Errno.ShouldRetry(ref tries));

        return result;
    }

    /// <summary>
    /// Runs a command on one element of a map. This method is not inlined: a caller that chooses between this method and
    /// <see cref="ShortElement"/> should inline only <see cref="ShortElement"/>.
    /// </summary>
    /// <returns>0 or the error number.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Element(BpfCommand command, FileDescriptor map, void* key, void* value, ulong flags = 0)
    {
        // No try/finally is needed: nothing between Set and Clear can throw.
        var pointer = HazardPointer.OfThread;
        var attributes = new MapElementAttributes { MapFd = pointer.Set(map), Key = (ulong)key, Value = (ulong)value, Flags = flags };
        var result = Call(command, ref attributes);
        pointer.Clear();
        return result < 0 ? Errno.Last : 0;
    }

    /// <summary>Like <see cref="Element"/>, for commands that never wait in the kernel. Signals never interrupt such commands.</summary>
    /// <returns>0 or the error number.</returns>
    public static int ShortElement(BpfCommand command, FileDescriptor map, void* key, void* value, ulong flags)
    {
        var pointer = HazardPointer.OfThread;
        var attributes = new MapElementAttributes { MapFd = pointer.Set(map), Key = (ulong)key, Value = (ulong)value, Flags = flags };
        var result = Libc.ShortSyscall((nint)SyscallNumbers.Bpf, (nint)command, (nint)(&attributes), sizeof(MapElementAttributes));
        pointer.Clear();
        return result < 0 ? Errno.Take() : 0;
    }

    /// <summary>Runs a batch command, which processes many elements of a map in one system call.</summary>
    /// <param name="command">The command.</param>
    /// <param name="map">The map.</param>
    /// <param name="from">The position to continue from; null to start at the beginning.</param>
    /// <param name="to">Receives the position for the next call.</param>
    /// <param name="keys">The keys, or space for them.</param>
    /// <param name="values">The values, or space for them.</param>
    /// <param name="count">On entry, the number of elements or the available space. On return, the number of elements processed.</param>
    /// <param name="elementFlags">The flags for each element.</param>
    /// <returns>0 or the error number.</returns>
    public static int Batch(
        BpfCommand command, FileDescriptor map, void* from, void* to, void* keys, void* values, ref int count, ulong elementFlags = 0)
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
            ElementFlags = elementFlags,
        };
        int result;
        do
        {
            // An interrupted call overwrites the count with the number of elements that it processed, so set it again.
            attributes.Count = (uint)count;
            result = (int)Libc.RawSyscall((nint)SyscallNumbers.Bpf, (nint)command, (nint)(&attributes), sizeof(MapBatchAttributes));
        }
        while (result < 0 && Errno.Take() == Errno.EINTR);

        var errno = result < 0 ? Errno.Last : 0;
        count = (int)attributes.Count;
        return errno;
    }

    /// <summary>Reads the kernel's information about a map, program or link.</summary>
    /// <returns>0 or the error number.</returns>
    public static int Info<T>(FileDescriptor descriptor, out T info)
        where T : unmanaged
    {
        info = default;
        return Fill(descriptor, ref info);
    }

    /// <summary>
    /// Reads the kernel's information about a map, program, link or BTF into a struct. Fields of the struct may point to buffers for more
    /// data.
    /// </summary>
    /// <returns>0 or the error number.</returns>
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
