namespace BpfGen.Interop;

/// <summary>Reads types (BTF) back from the kernel that took them.</summary>
internal static unsafe class BtfReadback
{
    /// <returns>The bytes, or null where the kernel does not give them.</returns>
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

    /// <returns>How many bytes the types have; 0 where the kernel does not say.</returns>
    private static uint Ask(int types, byte* buffer, uint size)
    {
        // The beginning of struct bpf_btf_info: where the bytes go and how many fit, and how many there are.
        var info = stackalloc ulong[2];
        info[0] = (ulong)buffer;
        *(uint*)(info + 1) = size;
        var attributes = new InfoAttributes { Fd = types, Size = 2 * sizeof(ulong), Info = (ulong)info };
        return Bpf.Call(BpfCommand.ObjectGetInfoByFd, ref attributes) < 0 ? 0 : *(uint*)(info + 1);
    }
}
