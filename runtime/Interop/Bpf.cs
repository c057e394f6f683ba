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
                result = (int)Libc.Syscall((nint)SyscallNumbers.Bpf, (nint)command, (nint)pointer, sizeof(T));
            }
            while (result < 0 && Errno.Last == Errno.EINTR);

            return result;
        }
    }

    /// <summary>A command on one element of a map.</summary>
    /// <returns>0, or the error number.</returns>
    public static int Element(BpfCommand command, FileDescriptor map, void* key, void* value, ulong flags = 0)
    {
        using var lease = map.Use();
        var attributes = new MapElementAttributes { MapFd = lease.Number, Key = (ulong)key, Value = (ulong)value, Flags = flags };
        return Call(command, ref attributes) < 0 ? Errno.Last : 0;
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
