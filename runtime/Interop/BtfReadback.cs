namespace BpfGen.Interop;

/// <summary>Reads loaded BTF back from the kernel.</summary>
internal static unsafe class BtfReadback
{
    /// <returns>The bytes, or null if the kernel rejected the query.</returns>
    public static byte[]? Read(FileDescriptor types)
    {
        using var lease = types.Use();
        var size = Ask(lease.Number, null, 0);
        if (size == 0)
        {
            return null;
        }

        var bytes = new byte[size];
        fixed (byte* start = bytes)
        {
            return Ask(lease.Number, start, size) == size ? bytes : null;
        }
    }

    /// <returns>The size of the BTF in bytes; 0 if the kernel rejected the query.</returns>
    private static uint Ask(int types, byte* buffer, uint size)
    {
        // The first fields of struct bpf_btf_info: the address of the buffer, then
        // its size, which the kernel replaces by the size of the BTF.
        var info = stackalloc ulong[2];
        info[0] = (ulong)buffer;
        *(uint*)(info + 1) = size;
        var attributes = new InfoAttributes { Fd = types, Size = 2 * sizeof(ulong), Info = (ulong)info };
        return Bpf.Call(BpfCommand.ObjectGetInfoByFd, ref attributes) < 0 ? 0 : *(uint*)(info + 1);
    }
}
