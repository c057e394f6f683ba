using BpfGen.Interop;

namespace BpfGen.Btf;

/// <summary>Reads loaded BTF by its id.</summary>
internal static class BtfById
{
    /// <returns>The BTF data, or null if the kernel rejects the request; <see cref="Errno.Last"/> has the error number.</returns>
    public static byte[]? Read(uint id)
    {
        var attributes = new ObjectIdAttributes { Id = id };
        var fd = Bpf.Call(BpfCommand.BtfGetFdById, ref attributes);
        if (fd < 0)
        {
            return null;
        }

        using var descriptor = new FileDescriptor(fd);
        return BtfReadback.Read(descriptor);
    }
}
